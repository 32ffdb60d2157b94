using System.Reflection;
using Flurl.Http;
using Flurl.Http.Content;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Serialization;

namespace Orderwell.Compat;

/// <summary>An operation of the contract.</summary>
public sealed record Operation(string Id, string Method, string Path, Body? Body, Reply? Reply, ListOptions? List, int Status, bool Extension);
public sealed record Body(string Model, bool Partial, string[] Required);
public sealed record Reply(string Model, bool List);
public sealed record ListOptions(string Kind);

public sealed class ListPage<T>
{
    public ListPageMeta? Meta { get; set; }
    public IList<T>? Items { get; set; }
}

public sealed class ListPageMeta
{
    public int Page { get; set; }
    public int PageSize { get; set; }
    public int TotalCount { get; set; }
    public int TotalPages { get; set; }
    public int[]? ItemRange { get; set; }
    public string? NextPageKey { get; set; }
    public IList<ListFacet>? Facets { get; set; }
}

public sealed class ListFacet
{
    public string? Name { get; set; }
    public string? XpPath { get; set; }
    public IList<ListFacetValue>? Values { get; set; }
    public object? xp { get; set; }
}

public sealed class ListFacetValue
{
    public string? Value { get; set; }
    public int Count { get; set; }
}

public sealed class ApiError
{
    public string? ErrorCode { get; set; }
    public string? Message { get; set; }
    public object? Data { get; set; }
}

public sealed class ApiErrors
{
    public ApiError[]? Errors { get; set; }
    public string? error { get; set; }
    public string? error_description { get; set; }
}

public sealed class OAuthTokenResponse
{
    public string? access_token { get; set; }
    public string? token_type { get; set; }
    public long expires_in { get; set; }
    public string? refresh_token { get; set; }
}

/// <summary>A refusal of the server, with what clients read of it.</summary>
public sealed class RefusedException(string what, int status, ApiErrors errors)
    : Exception($"{what}: {status} {JsonConvert.SerializeObject(errors.Errors)}")
{
    public int Status { get; } = status;
    public ApiErrors Errors { get; } = errors;
    public string? Code => Errors.Errors?.FirstOrDefault()?.ErrorCode;
}

/// <summary>Calls operations as the SDK does: Flurl for requests, Newtonsoft's serializer for bodies, typed at both ends.</summary>
public sealed class ApiClient
{
    readonly string _baseUrl;
    readonly ClientTypes _types;

    public ApiClient(string baseUrl, ClientTypes types, IEnumerable<Operation> operations)
    {
        _baseUrl = baseUrl;
        _types = types;
        Operations = operations.ToDictionary(one => one.Id);
        Settings = new JsonSerializerSettings
        {
            ContractResolver = new WritableProperties(types),
            Converters = { new StringEnumConverter(), new FreeData() },
            MissingMemberHandling = MissingMemberHandling.Error,
        };
    }

    public IReadOnlyDictionary<string, Operation> Operations { get; }

    /// <summary>The SDK's ways with JSON, and unknown properties refused.</summary>
    public JsonSerializerSettings Settings { get; }

    public async Task<OAuthTokenResponse> TokenAsync(object form)
    {
        var response = await $"{_baseUrl}/oauth/token".AllowAnyHttpStatus().PostUrlEncodedAsync(form);
        var text = await response.GetStringAsync();
        if (response.StatusCode != 200) throw new RefusedException("oauth/token", response.StatusCode, Read<ApiErrors>(text));
        return Read<OAuthTokenResponse>(text, MissingMemberHandling.Ignore);
    }

    /// <summary>Answer of an operation as its type; null where there is none.</summary>
    public async Task<object?> CallAsync(string id, string path, string token, object? body = null, object? query = null)
    {
        var operation = Operations[id];
        var request = $"{_baseUrl}{path}".WithOAuthBearerToken(token).AllowAnyHttpStatus().SetQueryParams(query);
        var content = body is null ? null : new CapturedJsonContent(Json(body));
        var response = await request.SendAsync(new HttpMethod(operation.Method), content);
        var text = await response.GetStringAsync();
        if (response.StatusCode != operation.Status)
            throw new RefusedException($"{id} {path}", response.StatusCode, Read<ApiErrors>(text));
        return operation.Reply is null ? null : JsonConvert.DeserializeObject(text, ReplyType(operation), Settings);
    }

    /// <summary>Items of a list's answer.</summary>
    public static IEnumerable<object> Items(object? answer) =>
        (answer as System.Collections.IEnumerable ?? (System.Collections.IEnumerable)ClientTypes.Get(answer!, "Items")!).Cast<object>();

    public static ListPageMeta Meta(object? page) => (ListPageMeta)ClientTypes.Get(page!, "Meta")!;

    public string Json(object? value) => JsonConvert.SerializeObject(value, Settings);

    public T Read<T>(string text, MissingMemberHandling missing = MissingMemberHandling.Error) =>
        JsonConvert.DeserializeObject<T>(text, new JsonSerializerSettings(Settings) { MissingMemberHandling = missing })!;

    Type ReplyType(Operation operation)
    {
        var model = _types[operation.Reply!.Model];
        if (!operation.Reply.List) return model;
        return (operation.List?.Kind == "array" ? typeof(List<>) : typeof(ListPage<>)).MakeGenericType(model);
    }

    sealed class WritableProperties(ClientTypes types) : DefaultContractResolver
    {
        protected override JsonProperty CreateProperty(MemberInfo member, MemberSerialization serialization)
        {
            var property = base.CreateProperty(member, serialization);
            if (types.IsReadOnly(member)) property.Readable = false;
            return property;
        }
    }

    /// <summary>Reads what has no type of its own, such as extended properties, into objects whose members are found by name.</summary>
    sealed class FreeData : ExpandoObjectConverter
    {
        public override bool CanConvert(Type type) => type == typeof(object);
    }
}
