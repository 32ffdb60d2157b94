using Newtonsoft.Json;

namespace Orderwell.Compat;

/// <summary>Writes a line for each check: its name, and what was wrong where something was.</summary>
public sealed class Report
{
    public async Task CheckAsync(string name, Func<Task> check)
    {
        string? fault = null;
        try { await check(); }
        catch (Exception error) { fault = error is RefusedException or CheckException ? error.Message : error.ToString(); }
        Console.Out.WriteLine(JsonConvert.SerializeObject(new { name, fault }));
    }

    public static void Equal(object? actual, object? expected, string what)
    {
        var (one, other) = (JsonConvert.SerializeObject(actual), JsonConvert.SerializeObject(expected));
        if (one != other) throw new CheckException($"{what}: {one} instead of {other}");
    }

    public static async Task<RefusedException> RefusedAsync(Func<Task> call)
    {
        try { await call(); }
        catch (RefusedException refused) { return refused; }
        throw new CheckException("was not refused");
    }
}

public sealed class CheckException(string message) : Exception(message);
