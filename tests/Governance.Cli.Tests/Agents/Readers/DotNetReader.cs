using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Governance.Cli.Tests.Agents.Readers;

/// <summary>
/// Reads messages as a server in .NET does, one a line, and says what it found in each. The program of the tests is this reader when
/// <see cref="Switch"/> names how it reads: a process of its own, as the others are.
/// </summary>
internal static class DotNetReader
{
    public const string Switch = "GOVERNANCE_TEST_JSON_READER";

    // Names in any case, and the last of several: what JsonSerializerDefaults.Web stands for.
    private static readonly JsonSerializerOptions s_web = new(JsonSerializerDefaults.Web);
    private static readonly JsonSerializerOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

#pragma warning disable CA2255 // The program of the tests has no entry point that could be chosen.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(Switch) is not { Length: > 0 } kind)
        {
            return;
        }

        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false, true));
        using var output = new StreamWriter(Console.OpenStandardOutput());
        while (input.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                output.WriteLine(Of(line, kind == "web" ? s_web : s_strict));
            }
        }

        output.Flush();
        Environment.Exit(0);
    }

    /// <summary>What is found in a message: its method, the name of the tool, the amount, and all arguments.</summary>
    public static string Of(string line, JsonSerializerOptions? options = null)
    {
        try
        {
            var how = options ?? s_strict;
            // The strict reader has names in small letters, as the protocol has.
            var message = JsonSerializer.Deserialize<Message>(line, how == s_web ? s_web : Small(how))!;
            var arguments = message.Params?.Arguments;
            var sum = arguments is { ValueKind: JsonValueKind.Object } given
                ? given.Deserialize<Sum>(how == s_web ? s_web : Small(how))
                : null;
            return string.Join(
                ' ',
                Member(message.Method),
                Member(message.Params?.Name),
                Member(sum?.Amount),
                arguments is { } all ? Flat(all) : "0"
            );
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return $"!{problem.GetType().Name}";
        }
    }

    private static readonly JsonSerializerOptions s_small = new(s_strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static JsonSerializerOptions Small(JsonSerializerOptions _) => s_small;

    private static string Member(JsonElement? value) => value is { } given ? Flat(given) : "-";

    private static string Flat(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "{"
                + string.Join(
                    ',',
                    value
                        .EnumerateObject()
                        .GroupBy(m => m.Name, StringComparer.Ordinal)
                        .Select(g => $"{Hex(g.Key)}:{Flat(g.Last().Value)}")
                        .Order(StringComparer.Ordinal)
                )
                + "}",
            JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Flat))}]",
            JsonValueKind.String => $"\"{Hex(value.GetString()!)}",
            JsonValueKind.Number => string.Create(
                CultureInfo.InvariantCulture,
                $"#{BitConverter.DoubleToInt64Bits(value.GetDouble()):x16}"
            ),
            JsonValueKind.True => "t",
            JsonValueKind.False => "f",
            JsonValueKind.Undefined or JsonValueKind.Null or _ => "0",
        };

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    private sealed record Message(JsonElement? Method, Parameters? Params);

    private sealed record Parameters(JsonElement? Name, JsonElement? Arguments);

    private sealed record Sum(JsonElement? Amount);
}
