using System.Globalization;
using System.Text;

namespace Governance.Cli.Tests.Agents.Readers;

/// <summary>Messages of an agent that means to be read in two ways: made by a seed, so that each run makes the same.</summary>
internal static class HostileMessages
{
    private static readonly string[] s_names =
    [
        "amount",
        "Amount",
        "AMOUNT",
        "amoun\\u0074",
        "ａmount",
        "text",
        "Text",
        "te\\u0078t",
        "token",
        "to\\u212Aen",
        "tokens",
        "to\\u017Ftest",
        "caf\\u00e9",
        "cafe\\u0301",
        "stra\\u00dfe",
        "strasse",
        "\\u0130d",
        "id",
        "\\u0131d",
        "a\\u200Db",
        "ab",
        "$id",
        "$ref",
        "$type",
        "",
        " ",
        "__proto__",
        "constructor",
        "a.b",
        "a\\u0000b",
        "a\\tb",
        "\\ud83d\\ude00",
        "\\ud83d",
        "\\u0928\\u092e\\u0938",
        "name",
        "Name",
        "_meta",
    ];

    private static readonly string[] s_values =
    [
        "0",
        "-0",
        "1",
        "-1",
        "1.0",
        "1e2",
        "1E+2",
        "1e-7",
        "0.1",
        "0.30000000000000004",
        "123456789012345678",
        "9007199254740991",
        "9007199254740992",
        "9007199254740993",
        "-9007199254740993",
        "1e20",
        "1e400",
        "-1e400",
        "1e-400",
        "5e-324",
        "2.2250738585072014e-308",
        "0.1000000000000000055511151231257827",
        "0e999",
        "100000000000000000000000",
        "01",
        "+1",
        ".5",
        "1.",
        "NaN",
        "Infinity",
        "0x10",
        "true",
        "false",
        "null",
        "True",
        "\"\"",
        "\"plain\"",
        "\"\\u0061\"",
        "\"\\ud800\"",
        "\"\\ud83d\\ude00\"",
        "\"\\u0000\"",
        "\"\\u2028\"",
        "\"\\u0085x\"",
        "\"<script>&'\"",
        "\"\\/\"",
        "\"a\\nb\"",
        "'single'",
        "\"\\x41\"",
        "\"tab\there\"",
        "[1,2,3]",
        "[1,2,]",
        "{}",
        "[]",
        "{\"a\":1,\"A\":2}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":[{\"c\":\"d\"}]}}",
        "\"\u00e9\"",
        "\"\u2028\"",
        "\"\ufeff\"",
        "\"\\uFFFE\"",
    ];

    private static readonly string[] s_methods =
    [
        "tools/call",
        "tools/call",
        "tools/call",
        "tools/call",
        "ping",
        "prompts/list",
        "tools\\/call",
        "Tools/Call",
        "tools/call ",
    ];

    private static readonly string[] s_tools =
    [
        "read",
        "read",
        "read",
        "re\\u0061d",
        "Read",
        "delete",
        "read ",
        "re\\u0000ad",
        "rea\\u0064",
    ];

    public static List<string> Make(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(1, count).Select(id => Message(random, id))];
    }

    private static string Message(Random random, int id)
    {
        string Pick(string[] from) => from[random.Next(from.Length)];
        bool Seldom() => random.Next(12) == 0;
        string Key(string name) =>
            !Seldom() ? name
            : random.Next(3) == 0 ? name.ToUpperInvariant()
            : random.Next(2) == 0 ? char.ToUpperInvariant(name[0]) + name[1..]
            : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)name[0]:x4}{name[1..]}");
        string Space() => random.Next(8) == 0 ? Pick([" ", "\t", "  ", "\u00a0", "/**/", "\v"]) : "";
        var members = new List<string>();
        for (var i = random.Next(4); i > 0; i--)
        {
            members.Add($"\"{Pick(s_names)}\":{Space()}{Pick(s_values)}");
        }

        var arguments = $"{{{string.Join(',', members)}}}";
        for (var depth = Seldom() ? random.Next(70) : 0; depth > 0; depth--)
        {
            arguments = $"{{\"x\":{arguments}}}";
        }

        var parameters = new List<string> { $"\"{Key("name")}\":\"{Pick(s_tools)}\"", $"\"{Key("arguments")}\":{arguments}" };
        if (Seldom())
        {
            parameters.Add($"\"{Key("name")}\":\"delete\"");
        }

        if (Seldom())
        {
            parameters.Add($"\"_meta\":{{\"progressToken\":{Pick(s_values)}}}");
        }

        var envelope = new List<string>
        {
            "\"jsonrpc\":\"2.0\"",
            string.Create(
                CultureInfo.InvariantCulture,
                $"\"{Key("id")}\":{Space()}{(Seldom() ? $"\"{id}\"" : id)}{(Seldom() ? ".0" : "")}"
            ),
            $"\"{Key("method")}\":\"{Pick(s_methods)}\"",
            $"\"{Key("params")}\":{{{string.Join(',', parameters)}}}",
        };
        if (Seldom())
        {
            envelope.Add($"\"{Pick(["Method", "method", "METHOD", "result", "extra"])}\":\"tools/call\"");
        }

        // In any order: readers differ in which of two they take.
        var text = new StringBuilder("{").AppendJoin(',' + Space(), envelope.OrderBy(_ => random.Next())).Append('}');
        return Seldom() ? text.Append(Pick([" ", ",", "{}", "\u0000", "]", "//", "\n"])).ToString() : text.ToString();
    }
}
