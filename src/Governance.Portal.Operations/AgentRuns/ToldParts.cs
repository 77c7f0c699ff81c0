using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Agents.Runs;
using Governance.Transparency;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>The content of a span, part by part: what went into a model or a tool, and what came out of it.</summary>
internal static class ToldParts
{
    private const string Prompt = "prompt";
    private const string Completion = "completion";
    private const string Arguments = "arguments";
    private const string Result = "result";

    private static readonly string[] s_arguments = ["gen_ai.tool.call.arguments", "tool_call.function.arguments", "tool.parameters"];

    // Names that end with a point begin those of a list (llm.input_messages.0.message.content).
    private static readonly string[] s_prompt =
    [
        "gen_ai.system_instructions",
        "gen_ai.input.messages",
        "gen_ai.prompt",
        "gen_ai.prompt.",
        "gen_ai.retrieval.query.text",
        "llm.input_messages.",
        "llm.prompts.",
        "embedding.embeddings.",
    ];

    private static readonly string[] s_completion =
    [
        "gen_ai.output.messages",
        "gen_ai.completion",
        "gen_ai.completion.",
        "llm.output_messages.",
        "llm.choices.",
    ];

    private static readonly string[] s_result = ["gen_ai.tool.call.result", "gen_ai.retrieval.documents", "retrieval.documents."];

    /// <summary>Name and text of each part that the span has, in the order in which people read them.</summary>
    public static IReadOnlyList<(string Name, string Text)> Of(ToldStep told)
    {
        var all = told.Attributes;
        var isTool = told.Kind is AgentStepKind.Tool;
        var isCall = isTool || told.Kind is AgentStepKind.Retrieval;
        // What OpenInference says of every span is said again by what is named for its kind, and counts only without it.
        List<(string Name, string? Text)> parts =
        [
            (Prompt, Text(all, s_prompt) ?? (isTool ? null : Text(all, ["input.value"]))),
            (Arguments, ArgumentsOf(told) is { } arguments ? Encoding.UTF8.GetString(arguments) : null),
            (Completion, Text(all, s_completion) ?? (isCall ? null : Text(all, ["output.value"]))),
            (Result, Text(all, s_result) ?? (isCall ? Text(all, ["output.value"]) : null)),
        ];
        return [.. parts.Where(p => !string.IsNullOrEmpty(p.Text)).Select(p => (p.Name, p.Text!))];
    }

    /// <summary>The arguments of a call: of the same arguments the same bytes, however the sender spaces and orders them.</summary>
    public static byte[]? ArgumentsOf(ToldStep told)
    {
        var all = told.Attributes;
        var arguments = s_arguments.Select(name => all.GetValueOrDefault(name)).FirstOrDefault(a => a is not null);
        arguments ??= told.Kind is AgentStepKind.Tool ? all.GetValueOrDefault("input.value") : null;
        return arguments is null ? null : Bytes(arguments);
    }

    // One attribute is its value, several are an object of them by name.
    private static string? Text(IReadOnlyDictionary<string, JsonNode?> attributes, string[] names)
    {
        var told = attributes.Where(a => a.Value is not null && names.Any(n => IsNamed(a.Key, n))).ToList();
        if (told.Count == 0)
        {
            return null;
        }

        var whole =
            told.Count == 1 && names.Contains(told[0].Key, StringComparer.Ordinal)
                ? told[0].Value!
                : new JsonObject(told.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value!.DeepClone())));
        return Encoding.UTF8.GetString(Bytes(whole));
    }

    // The vector of an embedding is no text that anyone reads.
    private static bool IsNamed(string key, string name) =>
        name.EndsWith('.')
            ? key.StartsWith(name, StringComparison.Ordinal) && !key.EndsWith(".vector", StringComparison.Ordinal)
            : key == name;

    private static byte[] Bytes(JsonNode told)
    {
        var bytes = Encoding.UTF8.GetBytes(told is JsonValue text ? text.ToString() : told.ToJsonString());
        try
        {
            return CanonicalJson.Canonicalize(bytes);
        }
        catch (FormatException)
        {
            return bytes;
        }
    }
}
