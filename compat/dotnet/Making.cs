using System.Dynamic;

namespace Orderwell.Compat;

/// <summary>
/// Makes another object of every kind that there is one of, changes and deletes it: with bodies as the SDK writes them, in which
/// every property stands that is not the server's own, most of them null, false, 0 or empty.
/// </summary>
public sealed class Making(ApiClient api, ClientTypes types, string token, Walk walk)
{
    /// <summary>What must differ from the object that is copied.</summary>
    static readonly HashSet<string> Distinct = ["Username", "Code", "Token", "XpPath"];

    /// <summary>What an object of a model does not make sense without, though its declaration calls it optional.</summary>
    static readonly Dictionary<string, string[]> Further = new()
    {
        ["Address"] = ["State", "Zip"],
        ["BuyerAddress"] = ["Shipping", "State", "Zip"],
        ["IntegrationEvent"] = ["HashKey"],
        ["Order"] = ["FromCompanyID", "FromUserID"],
        ["MessageSender"] = ["URL", "SharedKey"],
        ["Promotion"] = ["Code", "ValueExpression", "LineItemLevel"],
        ["Subscription"] = ["FromCompanyID", "FromUserID"],
        ["Webhook"] = ["Url", "HashKey"],
    };

    /// <summary>
    /// What cannot be copied: payments, of which an order that is paid in full takes no more (LifeCycle makes one); delivery
    /// configurations, which hide what they need, and tracking events, of which a client has one of a kind (Furnish makes them).
    /// </summary>
    static readonly HashSet<string> Once = ["Payments.Create", "Cart.CreatePayment", "DeliveryConfigurations.Create", "TrackingEvents.Create"];

    public async Task RunAsync(Report report)
    {
        foreach (var create in api.Operations.Values.Where(one => one is { Method: "POST", Status: 201, Body: not null, Reply: not null, Extension: false }))
        {
            var read = api.Operations.Values.FirstOrDefault(one => one.Method == "GET" && Beneath(one.Path, create.Path) && one.Reply?.Model == create.Body!.Model);
            if (read is null || Once.Contains(create.Id) || walk.PathsOf(read.Path) is not [var path, ..]) continue;
            await report.CheckAsync($"a new object is made as {create.Id} takes it", () => MakeAsync(create, read, path));
        }
    }

    async Task MakeAsync(Operation create, Operation read, string path)
    {
        var copied = (await api.CallAsync(read.Id, path, token))!;
        var body = types.New(create.Body!.Model);
        foreach (var name in create.Body.Required.Concat(Further.GetValueOrDefault(create.Body.Model, [])))
            ClientTypes.Set(body, name, Distinct.Contains(name) ? $"Another{ClientTypes.Get(copied, name)}" : ClientTypes.Get(copied, name));
        var collection = path[..path.LastIndexOf('/')];
        object made;
        // Not everybody may: what matters is that a .NET client's body is not why.
        try { made = (await api.CallAsync(create.Id, collection, token, body))!; }
        catch (RefusedException refused) when (refused.Status == 403) { return; }
        var own = $"{collection}/{ClientTypes.Get(made, "ID")}";
        Report.Equal(await api.CallAsync(read.Id, own, token), made, "what is read is what was made");
        var (patch, remove) = (At("PATCH", read.Path), At("DELETE", read.Path));
        if (patch is not null && types.FieldsOf(create.Body.Model).ContainsKey("xp"))
        {
            // A partial model sends what was set, and nothing else.
            dynamic xp = new ExpandoObject();
            xp.Note = "naïve – ✓";
            xp.Deep = new { Count = 3, Price = 1.5m, None = (string?)null, List = new[] { 1, 2 } };
            dynamic partial = new ExpandoObject();
            partial.xp = xp;
            await api.CallAsync(patch.Id, own, token, (object)partial);
            dynamic kept = ClientTypes.Get((await api.CallAsync(read.Id, own, token))!, "xp")!;
            Report.Equal(new object?[] { kept.Note, kept.Deep.Count, kept.Deep.Price, kept.Deep.None, kept.Deep.List[1] }, new object?[] { "naïve – ✓", 3, 1.5, null, 2 }, "xp");
        }
        if (remove is not null) await api.CallAsync(remove.Id, own, token);
    }

    Operation? At(string method, string path) => api.Operations.Values.FirstOrDefault(one => one.Method == method && one.Path == path);

    static bool Beneath(string path, string collection) =>
        path.StartsWith($"{collection}/{{") && path.EndsWith('}') && path.LastIndexOf('/') == collection.Length;
}
