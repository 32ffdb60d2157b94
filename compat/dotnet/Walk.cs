using System.Text.RegularExpressions;

namespace Orderwell.Compat;

/// <summary>Reads what can be reached from the lists, typed, some of each kind, and writes one of each back as it was read.</summary>
public sealed partial class Walk(ApiClient api, ClientTypes types, string token, string caller, string direction)
{
    /// <summary>Paths of objects by their form, such as <c>/v1/buyers/{}/users/{}</c>.</summary>
    readonly Dictionary<string, List<string>> _known = new() { ["/v1/orders/{}"] = [$"/v1/orders/{direction}"], ["/v1/lineitems/{}"] = [$"/v1/lineitems/{direction}"], [""] = [""] };
    const int Most = 3;

    public HashSet<string> Reached { get; } = [];

    public async Task RunAsync(Report report)
    {
        foreach (var operation in Reads(api).OrderBy(one => Parameters().Count(one.Path)).ThenByDescending(one => one.List is not null))
        {
            var paths = PathsOf(operation.Path);
            if (paths.Count > 0) await report.CheckAsync($"{caller} reads {operation.Id}", () => ReadAsync(operation, paths));
        }
        foreach (var save in api.Operations.Values.Where(one => one is { Method: "PUT", Body.Partial: false, Reply: not null, Extension: false }))
        {
            var read = api.Operations.Values.FirstOrDefault(one => one.Method == "GET" && one.Path == save.Path && one.Reply!.Model == save.Body!.Model);
            var paths = PathsOf(save.Path);
            if (read is not null && paths.Count > 0)
                await report.CheckAsync($"{caller} saves what {read.Id} read", () => SaveAsync(read, save, paths[0]));
        }
    }

    /// <summary>Everything of the compatible API that answers with what there is.</summary>
    public static IEnumerable<Operation> Reads(ApiClient api) =>
        api.Operations.Values.Where(one => one is { Method: "GET", Reply: not null, Extension: false } && one.Path.StartsWith("/v1/"));

    /// <summary>
    /// Reads that the walk does not get to: it looks beneath the first of a list only, is nobody's guest, and goes by one ID at a
    /// time.
    /// </summary>
    static readonly string[] Unread =
    [
        "ApiClients.GetSecret", "InventoryRecords.Get", "InventoryRecords.GetVariant", "Me.GetGroupOrderInvitation",
        "Me.GetSpendingAccount", "Shipments.GetItem",
    ];

    /// <summary>Fails for a read that no walk has got to, and for one that is said not to be read and has been.</summary>
    public static Task AllReadAsync(ApiClient api, IEnumerable<Walk> walks)
    {
        var reached = walks.SelectMany(one => one.Reached).ToHashSet();
        Report.Equal(Reads(api).Select(one => one.Id).Where(id => !reached.Contains(id)).Order(), Unread.Order(), "not read");
        return Task.CompletedTask;
    }

    async Task ReadAsync(Operation operation, List<string> paths)
    {
        foreach (var path in paths)
        {
            object? answer;
            // Not everybody has one of everything, and not everybody may.
            try { answer = await api.CallAsync(operation.Id, path, token); }
            catch (RefusedException refused) when (refused.Status is 403 or 404 && refused.Errors.Errors?.Length > 0) { continue; }
            Reached.Add(operation.Id);
            if (operation.List is null) continue;
            var form = $"{Parameters().Replace(operation.Path, "{}")}/{{}}";
            // Products with variants first: there is more beneath them.
            foreach (var item in ApiClient.Items(answer).OrderByDescending(one => ClientTypes.Get(one, "VariantCount") as int? ?? 0))
                if (ClientTypes.Get(item, "ID") is string id && Known(form).Count < Most) Known(form).Add($"{path}/{Uri.EscapeDataString(id)}");
        }
    }

    async Task SaveAsync(Operation read, Operation save, string path)
    {
        object before;
        try { before = (await api.CallAsync(read.Id, path, token))!; }
        catch (RefusedException refused) when (refused.Status is 403 or 404) { return; }
        object? after;
        // What was given to somebody is theirs to read, not to write.
        try { after = await api.CallAsync(save.Id, path, token, before); }
        catch (RefusedException refused) when (refused.Status == 403 || refused.Code?.EndsWith(".CannotEditPublic") == true) { return; }
        Reached.Add(save.Id);
        foreach (var (name, field) in types.FieldsOf(save.Body!.Model))
            // A cart that is not there yet gets its ID when it is saved.
            if (!field.ReadOnly && !(name == "ID" && ClientTypes.Get(before, "ID") is null)) Report.Equal(Kept(ClientTypes.Get(after!, name)), Kept(ClientTypes.Get(before, name)), $"{save.Id} {path} {name}");
    }

    /// <summary>A value without the times of changes in it, which saving moves.</summary>
    static object? Kept(object? value)
    {
        if (value?.GetType().GetProperty("LastUpdated") is { } changed) changed.SetValue(value, null);
        return value;
    }

    List<string> Known(string form) => _known.TryGetValue(form, out var known) ? known : _known[form] = [];

    /// <summary>Paths of objects that lists showed, for an operation's path.</summary>
    public List<string> PathsOf(string path)
    {
        var end = path.LastIndexOf('}') + 1;
        return _known.TryGetValue(Parameters().Replace(path[..end], "{}"), out var known) ? [.. known.Select(one => one + path[end..])] : [];
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameters();
}
