using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Orderwell.Compat;

/// <summary>A service that the server calls: it verifies what comes as Catalyst does, by the hash of the body's bytes.</summary>
public sealed class Service : IDisposable
{
    readonly HttpListener _listener = new();
    readonly string _hashKey;

    public Service(string hashKey)
    {
        _hashKey = hashKey;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        probe.Stop();
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
    }

    public string Url { get; }

    /// <summary>Waits a minute for one call, whose signature must be right, and answers it.</summary>
    public async Task<(string Path, string Body)> HearAsync(string answer)
    {
        var context = await _listener.GetContextAsync().WaitAsync(TimeSpan.FromMinutes(1));
        var body = await new StreamReader(context.Request.InputStream, Encoding.UTF8).ReadToEndAsync();
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_hashKey), Encoding.UTF8.GetBytes(body)));
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        context.Response.Close();
        Report.Equal(context.Request.Headers["X-oc-hash"], signature, "signature");
        return (context.Request.Url!.AbsolutePath, body);
    }

    public void Dispose() => _listener.Close();
}
