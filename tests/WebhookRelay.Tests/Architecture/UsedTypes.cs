using System.Reflection;
using System.Reflection.Emit;

namespace WebhookRelay.Tests.Architecture;

/// <summary>The types that a compiled type uses: in its signatures, its attributes and the bodies of its methods.</summary>
internal static class UsedTypes
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IEnumerable<Type> Of(Type type) => Direct(type).SelectMany(Parts).Distinct();

    private static IEnumerable<Type> Direct(Type type) =>
    [
        .. type.BaseType is { } super ? [super] : Type.EmptyTypes,
        .. type.GetInterfaces(),
        .. Attributes(type),
        .. type.GetFields(All).Select(field => field.FieldType),
        .. type.GetProperties(All).SelectMany(Attributes),
        .. type.GetConstructors(All).Cast<MethodBase>().Concat(type.GetMethods(All)).SelectMany(method => OfMethod(type, method)),
    ];

    private static IEnumerable<Type> OfMethod(Type type, MethodBase method) =>
    [
        .. method is MethodInfo { ReturnType: var returned } ? [returned] : Type.EmptyTypes,
        .. method.GetParameters().Select(parameter => parameter.ParameterType),
        .. Attributes(method),
        .. method.GetMethodBody() is { } body ? [.. body.LocalVariables.Select(local => local.LocalType), .. OfCode(type, method, body.GetILAsByteArray()!)] : Type.EmptyTypes,
    ];

    private static IEnumerable<Type> Attributes(MemberInfo member) =>
        member.GetCustomAttributesData().SelectMany(attribute => attribute.ConstructorArguments.Select(argument => argument.Value).OfType<Type>().Append(attribute.AttributeType));

    private static IEnumerable<Type> OfCode(Type type, MethodBase method, byte[] code)
    {
        var typeArguments = type.IsGenericType ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var opcode = code[at] is 0xFE ? Codes[(short)(0xFE00 | code[at + 1])] : Codes[code[at]];
            at += opcode.Size;
            if (opcode.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                foreach (var used in OfMember(method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, methodArguments)!))
                {
                    yield return used;
                }
            }

            at += OperandSize(opcode, code, at);
        }
    }

    private static IEnumerable<Type> OfMember(MemberInfo member) => member switch
    {
        Type type => [type],
        FieldInfo field => [field.DeclaringType!, field.FieldType],
        MethodInfo method => [method.DeclaringType!, method.ReturnType, .. method.GetGenericArguments()],
        _ => [member.DeclaringType!],
    };

    private static int OperandSize(OpCode opcode, byte[] code, int at) => opcode.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 * (1 + BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    /// <summary>The type itself, without array and reference, and its generic arguments.</summary>
    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericParameter ? []
        : type.IsGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)]
        : [type];
}
