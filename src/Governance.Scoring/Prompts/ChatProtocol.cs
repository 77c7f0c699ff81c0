using System.Text.Json;

namespace Governance.Scoring.Prompts;

/// <summary>
/// Chat completions: <c>POST /v1/chat/completions</c> as OpenAI, vLLM, KServe and others speak it, or <c>/invocations</c> of an MLflow
/// server whose model takes messages.
/// </summary>
internal sealed class ChatProtocol : IPromptProtocol
{
    private const string Path = "/chat/completions";

    private readonly EndpointSettings _settings;
    private readonly bool _isMlflow;
    private string? _model;

    public ChatProtocol(EndpointSettings settings, bool isMlflow)
    {
        (_settings, _isMlflow, _model) = (settings, isMlflow, settings.Output);
        if (isMlflow)
        {
            Address = MlflowProtocol.AddressOf(settings.Address);
            return;
        }

        var path = settings.Address.AbsolutePath.TrimEnd('/');
        if (!path.EndsWith(Path, StringComparison.Ordinal))
        {
            path = path.EndsWith("/v1", StringComparison.Ordinal) ? path + Path : $"{path}/v1{Path}";
        }

        Address = new UriBuilder(settings.Address) { Path = path }.Uri;
        Description = new UriBuilder(settings.Address) { Path = path[..^Path.Length] + "/models" }.Uri;
    }

    public string Name => _isMlflow ? "mlflow" : "chat-completions";

    public Uri Address { get; }

    public Uri? Description { get; }

    public string? ArtifactSha256 => null;

    // A model of MLflow takes the parameters of its signature, among which is no seed.
    public SuiteSampling Sent(SuiteSampling sampling) => _isMlflow ? sampling with { Seed = null } : sampling;

    public void Learn(JsonElement description)
    {
        // Of several models it is for a person to say which one is meant.
        if (_model is null && description.Items("data") is { Count: 1 } only)
        {
            _model = only[0].Text("id");
        }
    }

    public void Write(Utf8JsonWriter writer, SuitePrompt prompt, SuiteSampling sampling)
    {
        if (_model is null && !_isMlflow)
        {
            throw ScoringException.Usage(
                $"{Address.Authority} does not have exactly one model. Use {_settings.NameOf("endpoint-model")} to name the one that "
                    + "answers."
            );
        }

        var sent = Sent(sampling);
        writer.WriteStartObject();
        if (_model is { } model)
        {
            writer.WriteString("model", model);
        }

        writer.WriteStartArray("messages");
        foreach (var turn in prompt.Turns)
        {
            writer.WriteStartObject();
            writer.WriteString("role", turn.Role);
            writer.WriteString("content", turn.Content);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (sent.Temperature is { } temperature)
        {
            writer.WriteNumber("temperature", temperature);
        }

        if (sent.MaxTokens is { } most)
        {
            writer.WriteNumber("max_tokens", most);
        }

        if (sent.Seed is { } seed)
        {
            writer.WriteNumber("seed", seed);
        }

        writer.WriteEndObject();
    }

    public PromptAnswer? Read(JsonElement answer, SuitePrompt prompt)
    {
        // MLflow wraps what a model answers that knows nothing of chats.
        var said = _isMlflow && answer.Member("predictions") is { } predictions ? First(predictions) : answer;
        if (said.ValueKind is JsonValueKind.String)
        {
            return new PromptAnswer(said.GetString()!);
        }

        if (said.Items("choices") is not [var choice, ..] || choice.Member("message") is not { } message)
        {
            return null;
        }

        var finish = choice.Text("finish_reason");
        var text = ContentOf(message) ?? message.Text("refusal");
        if (text is null && finish != "content_filter")
        {
            return null;
        }

        return new PromptAnswer(text ?? "")
        {
            IsCutOff = finish == "length",
            IsFiltered = finish == "content_filter",
            Model = said.Text("model"),
            Fingerprint = said.Text("system_fingerprint"),
        };
    }

    private static JsonElement First(JsonElement predictions) =>
        predictions.ValueKind is JsonValueKind.Array && predictions.GetArrayLength() > 0 ? predictions[0] : predictions;

    // A text, or a list of parts: of a part that is no text nothing can be judged.
    private static string? ContentOf(JsonElement message) =>
        message.Text("content")
        ?? (
            message.Items("content").Select(part => part.Text("text")).OfType<string>().ToList() is { Count: > 0 } parts
                ? string.Join('\n', parts)
                : null
        );
}
