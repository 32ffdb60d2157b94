// Calls a running server as .NET clients do, and writes a line for each check: compat/dotnet.test.ts starts it.
using System.Globalization;
using Newtonsoft.Json.Linq;
using Orderwell.Compat;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var given = JObject.Parse(await Console.In.ReadToEndAsync());
var setting = given.ToObject<Setting>()!;
var types = new ClientTypes((JObject)given["contract"]!);
var api = new ApiClient(setting.BaseUrl, types, given["contract"]!["operations"]!.ToObject<Operation[]>()!);
var report = new Report();

var walks = new Dictionary<string, (string Token, Walk Walk)>();
foreach (var (name, (clientId, username, password)) in setting.People)
{
    var token = (await api.TokenAsync(new { grant_type = "password", client_id = clientId, scope = "", username, password })).access_token!;
    walks[name] = (token, new Walk(api, types, token, name, name == "shopper" ? "Outgoing" : "Incoming"));
}
await new Habits(api, types, setting, walks["seller"].Token).RunAsync(report);
var (shopper, seller) = (walks["shopper"].Token, walks["seller"].Token);
await new LifeCycle(api, types, shopper, seller).RunAsync(report);
await new Checkout(api, types, setting, seller).RunAsync(report);
await new Furnish(api, types, setting, shopper, seller).RunAsync(report);
foreach (var (_, walk) in walks.Values) await walk.RunAsync(report);
await report.CheckAsync("nearly everything that can be read has been read", () => Walk.AllReadAsync(api, walks.Values.Select(one => one.Walk)));
foreach (var (token, walk) in walks.Values) await new Making(api, types, token, walk).RunAsync(report);

namespace Orderwell.Compat
{
    /// <summary>Where the server is, and who there is.</summary>
    public sealed record Setting(string BaseUrl, string Middleware, string MiddlewareSecret, IReadOnlyDictionary<string, Person> People);

    public sealed record Person(string ClientId, string Username, string Password);
}
