using System.Reflection;
using System.Reflection.Emit;
using Newtonsoft.Json.Linq;

namespace Orderwell.Compat;

/// <summary>A property of a model, as the contract declares it.</summary>
public sealed record Field(string Type, string? Model, string? Enum, Field? Items, bool? Nullable, bool ReadOnly, JToken? Default);

/// <summary>
/// Classes and enumerations of a typed client, made of the contract the way the SDK's are: what is never null is a value type, a
/// list an <c>IList</c>, extended properties <c>dynamic</c>. A reply that does not fit them breaks a .NET client.
/// </summary>
public sealed class ClientTypes
{
    readonly Dictionary<string, Type> _models = [];
    readonly Dictionary<string, Dictionary<string, Field>> _fields = [];

    public ClientTypes(JObject contract)
    {
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Client"), AssemblyBuilderAccess.Run).DefineDynamicModule("Client");
        var enums = contract.Value<JObject>("enums")!.Properties().ToDictionary(one => one.Name, one => DefineEnum(module, one));
        var classes = contract.Value<JObject>("models")!.Properties().ToDictionary(one => one.Name, one => module.DefineType(one.Name, TypeAttributes.Public));
        foreach (var model in contract.Value<JObject>("models")!.Properties())
        {
            _fields[model.Name] = model.Value["fields"]!.Children<JProperty>().ToDictionary(one => one.Name, one => one.Value.ToObject<Field>()!);
            foreach (var (name, field) in _fields[model.Name]) DefineProperty(classes[model.Name], name, TypeOf(field, enums, classes));
        }
        foreach (var (name, builder) in classes) _models[name] = builder.CreateType();
    }

    public Type this[string model] => _models[model];

    public IReadOnlyDictionary<string, Field> FieldsOf(string model) => _fields[model];

    /// <summary>Clients never send what only the server sets.</summary>
    public bool IsReadOnly(MemberInfo member) =>
        _fields.TryGetValue(member.DeclaringType?.Name ?? "", out var fields) && fields.TryGetValue(member.Name, out var field) && field.ReadOnly;

    /// <summary>A new object with what the SDK sets by itself: defaults, empty lists, empty extended properties.</summary>
    public object New(string model)
    {
        var made = Activator.CreateInstance(_models[model])!;
        foreach (var (name, field) in _fields[model])
        {
            var property = _models[model].GetProperty(name)!;
            if (field.Type == "array") property.SetValue(made, Activator.CreateInstance(typeof(List<>).MakeGenericType(property.PropertyType.GenericTypeArguments)));
            else if (name == "xp") property.SetValue(made, new System.Dynamic.ExpandoObject());
            else if (field.Default is { } value) Set(made, name, value.ToObject<object>());
        }
        return made;
    }

    /// <summary>Sets a property to a value of its type, or to one that its type is made of.</summary>
    public static void Set(object target, string name, object? value)
    {
        var property = target.GetType().GetProperty(name) ?? throw new MissingMemberException(target.GetType().Name, name);
        var type = System.Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        property.SetValue(target, value switch
        {
            null => null,
            string text when type.IsEnum => System.Enum.Parse(type, text),
            IConvertible when type.IsPrimitive || type == typeof(decimal) => Convert.ChangeType(value, type, null),
            _ => value,
        });
    }

    public static object? Get(object source, string name) => source.GetType().GetProperty(name)?.GetValue(source);

    static Type DefineEnum(ModuleBuilder module, JProperty declared)
    {
        var builder = module.DefineEnum(declared.Name, TypeAttributes.Public, typeof(int));
        foreach (var (value, index) in declared.Value.Values<string>().Select((value, index) => (value, index))) builder.DefineLiteral(value!, index);
        return builder.CreateType();
    }

    static Type TypeOf(Field field, Dictionary<string, Type> enums, Dictionary<string, TypeBuilder> classes) => field.Type switch
    {
        "string" when field.Enum is { } name => Value(enums[name], field),
        "string" => typeof(string),
        "integer" => Value(typeof(int), field),
        "decimal" => Value(typeof(decimal), field),
        "boolean" => Value(typeof(bool), field),
        "date" => Value(typeof(DateTimeOffset), field),
        "model" => classes[field.Model!],
        "array" => typeof(IList<>).MakeGenericType(TypeOf(field.Items! with { Nullable = false }, enums, classes)),
        _ => typeof(object),
    };

    static Type Value(Type type, Field field) => field.Nullable == false ? type : typeof(Nullable<>).MakeGenericType(type);

    static void DefineProperty(TypeBuilder owner, string name, Type type)
    {
        const MethodAttributes accessor = MethodAttributes.Public | MethodAttributes.SpecialName | MethodAttributes.HideBySig;
        var field = owner.DefineField($"_{name}", type, FieldAttributes.Private);
        var property = owner.DefineProperty(name, PropertyAttributes.None, type, null);
        var get = owner.DefineMethod($"get_{name}", accessor, type, Type.EmptyTypes);
        var code = get.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldfld, field);
        code.Emit(OpCodes.Ret);
        property.SetGetMethod(get);
        var set = owner.DefineMethod($"set_{name}", accessor, null, [type]);
        code = set.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Stfld, field);
        code.Emit(OpCodes.Ret);
        property.SetSetMethod(set);
    }
}
