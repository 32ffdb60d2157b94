using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Flurl.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Orderwell.Compat;

/// <summary>A public key, as the SDK reads it.</summary>
public sealed class PublicKey
{
    public string? kty { get; set; }
    public string? n { get; set; }
    public string? e { get; set; }
    public string? alg { get; set; }
    public string? use { get; set; }
    public string? kid { get; set; }
}

/// <summary>What a webhook of a middleware is told, weakly typed.</summary>
public sealed class WebhookPayload
{
    public sealed class HttpMessage
    {
        public JToken? Body { get; set; }
        public string? Headers { get; set; }
    }

    public string? Route { get; set; }
    public Dictionary<string, string>? RouteParams { get; set; }
    public Dictionary<string, string>? QueryParams { get; set; }
    public string? Verb { get; set; }
    public DateTimeOffset? Date { get; set; }
    public string? LogID { get; set; }
    public string? UserToken { get; set; }
    public HttpMessage? Request { get; set; }
    public HttpMessage? Response { get; set; }
    public dynamic? ConfigData { get; set; }
}

/// <summary>What the SDK and the middleware library do besides calling operations one by one.</summary>
public sealed class Habits(ApiClient api, ClientTypes types, Setting setting, string seller)
{
    public async Task RunAsync(Report report)
    {
        await report.CheckAsync("every grant gives tokens as the SDK asks for them, with an empty scope or roles by name", GrantsAsync);
        await report.CheckAsync("tokens are verified with the server's public key and hold the claims that middleware reads", VerifiedAsync);
        await report.CheckAsync("refusals have a status and typed errors, those of the token endpoint too", RefusalsAsync);
        await report.CheckAsync("filters come as lambdas write them: operators, positions of enumerations, flags", FiltersAsync);
        foreach (var culture in new[] { "", "en-US" })
            await report.CheckAsync($"dates in filters come as the culture \"{culture}\" prints them", () => DatesAsync(culture));
        await report.CheckAsync("all of a list are read by their last ID, by pages at once and by their IDs", AllAsync);
        await report.CheckAsync("bodies come in chunks, after 100-continue, and not at all", TransfersAsync);
        await report.CheckAsync("a service verifies the signature of a webhook, and reads its payload", WebhookAsync);
    }

    async Task GrantsAsync()
    {
        var (clientId, username, password) = setting.People["shopper"];
        var login = await api.TokenAsync(new { grant_type = "password", client_id = clientId, scope = "Shopper MeAdmin", username, password, client_secret = (string?)null });
        Report.Equal(Roles(login), new[] { "MeAdmin", "Shopper" }, "roles");
        Report.Equal(login.token_type, "bearer", "token_type");
        if (login.expires_in is < 60 or > 36_000) throw new CheckException($"expires_in is {login.expires_in}");
        var renewed = await api.TokenAsync(new { grant_type = "refresh_token", client_id = clientId, refresh_token = login.refresh_token, scope = (string?)null, client_secret = (string?)null });
        Report.Equal(Roles(renewed), Roles(login), "roles after a refresh");
        var service = await api.TokenAsync(new { grant_type = "client_credentials", client_id = setting.Middleware, client_secret = setting.MiddlewareSecret, scope = "" });
        Report.Equal(Claims(service).GetClaim("usr").Value, "middleware", "user of the service");
        var visitor = await api.TokenAsync(new { grant_type = "client_credentials", client_id = clientId, client_secret = (string?)null, scope = "" });
        if (!Claims(visitor).TryGetClaim("orderid", out _)) throw new CheckException("a visitor's token names no order");
        var config = types.New("ImpersonationConfig");
        foreach (var (name, value) in new[] { ("ClientID", clientId), ("BuyerID", "larkfield"), ("SecurityProfileID", "shopper") }) ClientTypes.Set(config, name, value);
        await api.CallAsync("ImpersonationConfigs.Create", "/v1/impersonationconfig", seller, config);
        var impersonated = await api.CallAsync("Users.GetAccessToken", "/v1/buyers/larkfield/users/tom-becker/accesstoken", seller, new { ClientID = clientId, Roles = new[] { "Shopper" } });
        var me = await api.CallAsync("Me.Get", "/v1/me", (string)ClientTypes.Get(impersonated!, "access_token")!);
        Report.Equal(ClientTypes.Get(me!, "Username"), "tom.becker", "impersonated user");
    }

    async Task VerifiedAsync()
    {
        foreach (var (name, type) in new[] { ("seller", "admin"), ("shopper", "buyer"), ("supplier", "supplier") })
        {
            var (clientId, username, password) = setting.People[name];
            var token = (await api.TokenAsync(new { grant_type = "password", client_id = clientId, scope = "", username, password })).access_token!;
            var jwt = new JsonWebToken(token);
            // The SDK's client asks with whatever token it has, and middleware with none.
            var key = api.Read<PublicKey>(await $"{setting.BaseUrl}/oauth/certs/{jwt.Kid}".WithOAuthBearerToken("").GetStringAsync(), MissingMemberHandling.Ignore);
            // Not disposed of: the library keeps what verifies by a key.
            var rsa = RSA.Create(new RSAParameters { Modulus = Base64UrlEncoder.DecodeBytes(key.n), Exponent = Base64UrlEncoder.DecodeBytes(key.e) });
            var verified = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
            {
                IssuerSigningKey = new RsaSecurityKey(rsa), ValidateIssuer = false, ValidateAudience = false,
                LifetimeValidator = (from, until, _, _) => from < DateTime.UtcNow && until > DateTime.UtcNow,
            });
            if (!verified.IsValid) throw new CheckException($"{name}: {verified.Exception.Message}");
            var forged = $"{token[..token.LastIndexOf('.')]}.{Base64UrlEncoder.Encode(new byte[256])}";
            if ((await new JsonWebTokenHandler().ValidateTokenAsync(forged, new TokenValidationParameters { IssuerSigningKey = new RsaSecurityKey(rsa), ValidateIssuer = false, ValidateAudience = false })).IsValid)
                throw new CheckException("a forged signature is valid");
            int.Parse(jwt.GetClaim("exp").Value, CultureInfo.InvariantCulture);
            int.Parse(jwt.GetClaim("nbf").Value, CultureInfo.InvariantCulture);
            Report.Equal(new[] { "usr", "usrtype", "cid", "iss", "aud" }.Select(one => jwt.GetClaim(one).Value), new[] { username, type, clientId, setting.BaseUrl, setting.BaseUrl }, name);
        }
    }

    async Task RefusalsAsync()
    {
        var missing = await Report.RefusedAsync(() => api.CallAsync("Products.Get", "/v1/products/nothing", seller));
        Report.Equal(new object?[] { missing.Status, missing.Code, missing.Errors.Errors![0].Message, missing.Errors.Errors[0].Data },
            new object?[] { 404, "NotFound", "Object not found.", new { ObjectType = "Product", ObjectID = "nothing" } }, "missing");
        var body = types.New("Buyer");
        var invalid = await Report.RefusedAsync(() => api.CallAsync("Buyers.Create", "/v1/buyers", seller, body));
        Report.Equal(new object?[] { invalid.Status, invalid.Code }, new object?[] { 400, "ValidationFailure" }, "invalid");
        var taken = await Report.RefusedAsync(() => api.CallAsync("Catalogs.Create", "/v1/catalogs", seller, new { ID = "web-shop", Name = "Taken" }));
        Report.Equal(new object?[] { taken.Status, taken.Code }, new object?[] { 409, "IdExists" }, "taken");
        var stranger = await Report.RefusedAsync(() => api.CallAsync("Products.Get", "/v1/products/nothing", "no.token.really"));
        Report.Equal(new object?[] { stranger.Status, stranger.Code }, new object?[] { 401, "InvalidToken" }, "stranger");
        var (clientId, username, _) = setting.People["shopper"];
        var wrong = await Report.RefusedAsync(() => api.TokenAsync(new { grant_type = "password", client_id = clientId, scope = "", username, password = "Wrong-Horse-9" }));
        Report.Equal(new object?[] { wrong.Status, wrong.Code, wrong.Errors.error }, new object?[] { 400, "Auth.InvalidUsernameOrPassword", "invalid_grant" }, "wrong password");
        if (string.IsNullOrEmpty(wrong.Errors.error_description)) throw new CheckException("error_description is missing");
    }

    async Task FiltersAsync()
    {
        var all = await TotalAsync("Products.List", "/v1/products", null);
        var active = await TotalAsync("Products.List", "/v1/products", Query(("Active", "true")));
        Report.Equal(active + await TotalAsync("Products.List", "/v1/products", Query(("Active", "!true"))), all, "active and not");
        Report.Equal(await TotalAsync("Products.List", "/v1/products", new { Active = true, page = 1, pageSize = 20, search = (string?)null }), active, "True");
        var over = await TotalAsync("Products.List", "/v1/products", Query(("VariantCount", "!<1")));
        Report.Equal(over + await TotalAsync("Products.List", "/v1/products", Query(("VariantCount", "<1"))), all, "at least one variant, and fewer");
        Report.Equal(await TotalAsync("Products.List", "/v1/products", Query(("VariantCount", ">0"), ("VariantCount", "!>1000000"))), over, "two filters of one property");
        Report.Equal(await TotalAsync("Products.List", "/v1/products", Query(("ID", "tern-*|nothing"))), await TotalAsync("Products.List", "/v1/products", Query(("ID", "tern-*"))), "either");
        var open = await TotalAsync("Orders.List", "/v1/orders/Incoming", new { Status = "Open" });
        if (open == 0) throw new CheckException("no order is open");
        Report.Equal(await TotalAsync("Orders.List", "/v1/orders/Incoming", Query(("Status", "3"))), open, "a status by its position");
        var sorted = await api.CallAsync("Products.List", "/v1/products", seller, query: new { sortBy = "!Name,ID", searchOn = (string?)null, page = 2, pageSize = 5 });
        Report.Equal(new object?[] { ApiClient.Meta(sorted).Page, ApiClient.Meta(sorted).ItemRange }, new object?[] { 2, new[] { 6, 10 } }, "a page");
    }

    async Task DatesAsync(string culture)
    {
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        try
        {
            var all = await TotalAsync("Orders.List", "/v1/orders/Incoming", null);
            DateTimeOffset past = DateTimeOffset.UtcNow.AddDays(-4000), future = DateTimeOffset.UtcNow.AddDays(2);
            Report.Equal(await TotalAsync("Orders.List", "/v1/orders/Incoming", Query(("DateCreated", $"!<{past}"))), all, $"since {past}");
            Report.Equal(await TotalAsync("Orders.List", "/v1/orders/Incoming", Query(("DateCreated", $">{future.UtcDateTime}"))), 0, $"after {future.UtcDateTime}");
            Report.Equal(await TotalAsync("Orders.List", "/v1/orders/Incoming", new { from = past, to = future.UtcDateTime }), all, "from and to");
            var total = await TotalAsync("Orders.List", "/v1/orders/Incoming", Query(("Total", $">{12.5m}")));
            Report.Equal(total + await TotalAsync("Orders.List", "/v1/orders/Incoming", Query(("Total", $"!>{12.5m}"))), all, "more and less than 12.5");
        }
        finally { CultureInfo.CurrentCulture = CultureInfo.InvariantCulture; }
    }

    async Task AllAsync()
    {
        var (ids, last) = (new List<string>(), (string?)null);
        for (var first = true; first || last is not null; first = false)
        {
            var page = await PageAsync(("sortBy", "ID"), ("pageSize", "100"), ("ID", last is null ? "*" : $">{last}"));
            ids.AddRange(Ids(page));
            last = ApiClient.Meta(page).TotalPages > 1 ? ids[^1] : null;
        }
        Report.Equal(ids.Count, await TotalAsync("Products.List", "/v1/products", null), "all by their last ID");
        Report.Equal(ids.Distinct().Count(), ids.Count, "each once");
        var pages = await Task.WhenAll(Enumerable.Range(1, ids.Count / 10 + 1).Select(number => PageAsync(("sortBy", "ID"), ("pageSize", "10"), ("page", $"{number}"))));
        Report.Equal(pages.SelectMany(Ids), ids, "all by pages at once");
        var some = ids.Where((_, index) => index % 3 == 0).Take(90).ToList();
        Report.Equal(Ids(await PageAsync(("sortBy", "ID"), ("pageSize", "100"), ("ID", string.Join('|', some)))), some, "those named by a filter");
    }

    Task<object?> PageAsync(params (string Name, string Value)[] query) => api.CallAsync("Products.List", "/v1/products", seller, query: Query(query));

    static IEnumerable<string> Ids(object? page) => ApiClient.Items(page).Select(one => (string)ClientTypes.Get(one, "ID")!);

    async Task TransfersAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, Expect100ContinueTimeout = TimeSpan.FromSeconds(30) });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", seller);
        async Task SentAsync(HttpMethod method, string path, HttpContent? content, HttpStatusCode expected, Action<HttpRequestMessage>? change = null)
        {
            using var request = new HttpRequestMessage(method, setting.BaseUrl + path) { Content = content };
            change?.Invoke(request);
            using var response = await http.SendAsync(request);
            if (response.StatusCode != expected) throw new CheckException($"{method} {path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }
        var catalog = $"/v1/catalogs/dotnet-{Guid.NewGuid():N}";
        await SentAsync(HttpMethod.Put, catalog, Text("{\"Name\":\"Chunks\",\"Active\":true}"), HttpStatusCode.OK, one => one.Headers.TransferEncodingChunked = true);
        await SentAsync(HttpMethod.Put, catalog, Text("\uFEFF{\"Name\":\"Awaited\",\"Active\":true}"), HttpStatusCode.OK, one => one.Headers.ExpectContinue = true);
        await SentAsync(HttpMethod.Patch, catalog, Text("{\"Description\":null}"), HttpStatusCode.OK, one => one.Version = HttpVersion.Version11);
        await SentAsync(HttpMethod.Delete, catalog, null, HttpStatusCode.NoContent);
        // A POST without content says that it has a length of 0.
        await SentAsync(HttpMethod.Post, "/v1/orders/Incoming/nothing/submit", null, HttpStatusCode.NotFound);
    }

    async Task WebhookAsync()
    {
        using var service = new Service("a hash key");
        var heard = service.HearAsync("{\"proceed\":true}");
        var webhook = types.New("Webhook");
        foreach (var (name, value) in new (string, object?)[] { ("Name", "Watch"), ("Url", $"{service.Url}/watch"), ("HashKey", "a hash key"), ("BeforeProcessRequest", true) }) ClientTypes.Set(webhook, name, value);
        ClientTypes.Set(webhook, "ApiClientIDs", new List<string> { setting.People["seller"].ClientId });
        ClientTypes.Set(webhook, "ConfigData", new { Foo = "bar" });
        var routes = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(types["WebhookRoute"]))!;
        var route = types.New("WebhookRoute");
        ClientTypes.Set(route, "Route", "v1/catalogs/{catalogID}");
        ClientTypes.Set(route, "Verb", "PATCH");
        routes.Add(route);
        ClientTypes.Set(webhook, "WebhookRoutes", routes);
        var made = await api.CallAsync("Webhooks.Create", "/v1/webhooks", seller, webhook);
        try
        {
            await api.CallAsync("Catalogs.Patch", "/v1/catalogs/web-shop", seller, new { Name = "Web shop", xp = new { Été = 1 } });
            var payload = JsonConvert.DeserializeObject<WebhookPayload>((await heard).Body)!;
            Report.Equal(new object?[] { payload.Route, payload.Verb, payload.RouteParams!["catalogID"], (string)payload.ConfigData!.Foo, payload.Request!.Body!["xp"]!["Été"] },
                new object?[] { "v1/catalogs/{catalogID}", "PATCH", "web-shop", "bar", 1 }, "payload");
            if (payload.Date is null || payload.LogID is null || new JsonWebToken(payload.UserToken).GetClaim("usr").Value == "") throw new CheckException("date, log ID or user token is missing");
        }
        finally { await api.CallAsync("Webhooks.Delete", $"/v1/webhooks/{ClientTypes.Get(made!, "ID")}", seller); }
    }

    async Task<int> TotalAsync(string id, string path, object? query) => ApiClient.Meta(await api.CallAsync(id, path, seller, query: query)).TotalCount;

    static List<KeyValuePair<string, string>> Query(params (string Name, string Value)[] filters) => [.. filters.Select(one => KeyValuePair.Create(one.Name, one.Value))];

    static JsonWebToken Claims(OAuthTokenResponse token) => new(token.access_token);

    static IEnumerable<string> Roles(OAuthTokenResponse token) => Claims(token).Claims.Where(one => one.Type == "role").Select(one => one.Value).Order();

    static StringContent Text(string json) => new(json, Encoding.UTF8, "application/json");
}
