import { systemActor } from "../../platform/work/actor.ts";

/** Does what signing in needs: nobody is known yet. */
export const actor = systemActor("single-sign-on", "shopper");
