using System.Text;
using System.Text.Json;

namespace Governance.Scoring.Prompts;

/// <summary>
/// The Open Inference Protocol, version 2, with a model that takes a text and answers one: tensors of <c>BYTES</c>. A conversation is sent
/// as one text, because the protocol has no turns.
/// </summary>
internal sealed class TextTensorProtocol : IPromptProtocol
{
    private static readonly string[] s_inputs = ["text_input", "prompt", "text", "input", "inputs", "message", "query"];
    private static readonly string[] s_outputs = ["text_output", "generated_text", "text", "output", "outputs", "response", "answer"];

    private readonly EndpointSettings _settings;
    private string _input = s_inputs[0];
    private int _dimensions = 1;
    private string? _output;

    public TextTensorProtocol(EndpointSettings settings)
    {
        _settings = settings;
        (Description, Address) = OpenInferenceProtocol.AddressesOf(settings);
        _output = settings.Output;
    }

    public string Name => "kserve-v2";

    public Uri Address { get; }

    public Uri? Description { get; }

    public string? ArtifactSha256 { get; private set; }

    // The protocol leaves parameters to each model: none is sent.
    public SuiteSampling Sent(SuiteSampling sampling) => new(null, null, null);

    public void Learn(JsonElement description)
    {
        ArtifactSha256 = OpenInferenceProtocol.ArtifactIn(description);
        var inputs = description.Items("inputs");
        if (inputs.Count > 0)
        {
            var input =
                Chosen(inputs, s_inputs)
                ?? throw ScoringException.Usage($"The model at {Address.Authority} does not accept text (an input of datatype BYTES).");
            (_input, _dimensions) = (input.Text("name")!, Math.Max(1, input.Items("shape").Count));
        }

        _output ??= Chosen(description.Items("outputs"), s_outputs)?.Text("name");
    }

    public void Write(Utf8JsonWriter writer, SuitePrompt prompt, SuiteSampling sampling)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("inputs");
        writer.WriteStartObject();
        writer.WriteString("name", _input);
        writer.WriteStartArray("shape");
        for (var i = 0; i < _dimensions; i++)
        {
            writer.WriteNumberValue(1);
        }

        writer.WriteEndArray();
        writer.WriteString("datatype", "BYTES");
        writer.WriteStartObject("parameters");
        writer.WriteString("content_type", "str");
        writer.WriteEndObject();
        writer.WriteStartArray("data");
        writer.WriteStringValue(Transcript(prompt));
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (_settings.Output is { } output)
        {
            writer.WriteStartArray("outputs");
            writer.WriteStartObject();
            writer.WriteString("name", output);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    public PromptAnswer? Read(JsonElement answer, SuitePrompt prompt)
    {
        var outputs = answer.Items("outputs");
        var output = _output is { } name ? outputs.FirstOrDefault(o => o.Text("name") == name) : Chosen(outputs, s_outputs) ?? default;
        var texts = Texts(output.Items("data")).ToList();
        if (texts.Count == 0)
        {
            return null;
        }

        // All of them: what a second text gives away is given away. A server that repeats the prompt has not answered with it.
        var (text, sent) = (string.Join('\n', texts), Transcript(prompt));
        return new PromptAnswer(text.StartsWith(sent, StringComparison.Ordinal) ? text[sent.Length..] : text)
        {
            Model = answer.Text("model_name") is { } model
                ? answer.Text("model_version") is { Length: > 0 } version
                    ? $"{model}:{version}"
                    : model
                : null,
        };
    }

    private static IEnumerable<string> Texts(IEnumerable<JsonElement> data) =>
        data.SelectMany(value =>
            value.ValueKind switch
            {
                JsonValueKind.String => [value.GetString()!],
                JsonValueKind.Array => Texts(value.EnumerateArray()),
                _ => [],
            }
        );

    private static JsonElement? Chosen(IReadOnlyList<JsonElement> tensors, string[] names)
    {
        var texts = tensors.Where(t => t.Text("datatype") == "BYTES" && t.Text("name") is not null).ToList();
        return texts.Count == 0 ? null
            : names.Select(n => texts.Find(t => t.Text("name") == n)).FirstOrDefault(t => t.ValueKind is JsonValueKind.Object)
                is { ValueKind: JsonValueKind.Object } known
                ? known
            : texts[0];
    }

    private static string Transcript(SuitePrompt prompt)
    {
        if (prompt.Turns is [var only])
        {
            return only.Content;
        }

        var text = new StringBuilder();
        foreach (var turn in prompt.Turns)
        {
            text.Append(
                    turn.Role switch
                    {
                        "system" => "System: ",
                        "assistant" => "Assistant: ",
                        _ => "User: ",
                    }
                )
                .Append(turn.Content)
                .Append("\n\n");
        }

        return text.Append("Assistant:").ToString();
    }
}
