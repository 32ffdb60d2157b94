/** The API generation this server speaks, with a build of its own as the fourth part, as OpenAPI clients expect. */
export const version = "1.0.454.1";
