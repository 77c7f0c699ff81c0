using System.CommandLine;
using System.CommandLine.Parsing;
using Governance.Cli.Http;
using Governance.Cli.Shared;
using Governance.Scoring.Prompts;

namespace Governance.Cli.Validation;

/// <summary>Options that say which endpoint is asked, and how.</summary>
internal sealed class EndpointArguments
{
    private const string KeyVariable = "GOVERNANCE_ENDPOINT_KEY";

    private readonly Option<string> _endpoint = CommonOptions.Text(
        "--endpoint",
        "Address of the server. MLflow: the server or its /invocations; Open Inference Protocol: …/v2/models/NAME; chat completions: the "
            + "part before /chat/completions.",
        "URL",
        required: true
    );
    private readonly Option<string> _protocol = CommonOptions.OneOf(
        "--protocol",
        "Protocol of the server; chat-completions is for prompts only.",
        [.. ScoringEndpoint.Protocols.Union(PromptEndpoint.Protocols)],
        required: true
    );
    private readonly Option<string> _keyFile = CommonOptions.Text(
        "--endpoint-key-file",
        $"File that holds the bearer key of the endpoint, or - for standard input (default: {KeyVariable}).",
        "FILE"
    );
    private readonly Option<string> _payload = CommonOptions.OneOf(
        "--payload",
        "Format of an MLflow request (default: dataframe_split).",
        ScoringEndpoint.Payloads
    );
    private readonly Option<string> _tensors = CommonOptions.OneOf(
        "--tensors",
        "One tensor per column, or one tensor with all numbers (default: according to the model's own description).",
        ["columns", "matrix"]
    );
    private readonly Option<string> _output = CommonOptions.Text(
        "--output",
        "Output tensor, or member of an answer, that holds the score.",
        "NAME"
    );
    private readonly Option<string> _endpointModel = CommonOptions.Text(
        "--endpoint-model",
        "Model that answers prompts, by its name at the endpoint (default: the only one there).",
        "NAME"
    );
    private readonly Option<string> _classIndex = NumberOptions.Whole(
        "--class-index",
        "Position of the positive class, from 0, if the answer for a row is a list (default: the last).",
        0,
        10_000
    );
    private readonly Option<string> _answers = CommonOptions.OneOf(
        "--answers",
        "What the answers contain (default: inferred from their format).",
        ["score", "class"]
    );
    private readonly Option<string> _batch = NumberOptions.Whole("--batch", "Rows per request (default: 500).", 1, 100_000);
    private readonly Option<string> _parallel = NumberOptions.Whole("--parallel", "Number of concurrent requests (default: 2).", 1, 64);
    private readonly Option<string> _retries = NumberOptions.Whole(
        "--retries",
        "Retries after a failed request (network, 429, 5xx) (default: 3).",
        0,
        20
    );
    private readonly Option<string> _timeout = CommonOptions.Timeout("Maximum time a request may take (default: 30s).");
    private readonly Option<string> _mostRows = NumberOptions.Whole(
        "--max-scored",
        "Maximum number of rows scored in total (default: 1,000,000).",
        1,
        1_000_000_000
    );

    public EndpointArguments(Command command)
    {
        foreach (
            var option in new[]
            {
                _endpoint,
                _protocol,
                _keyFile,
                _payload,
                _tensors,
                _output,
                _endpointModel,
                _classIndex,
                _answers,
                _batch,
                _parallel,
                _retries,
                _timeout,
                _mostRows,
            }
        )
        {
            command.Add(option);
        }
    }

    /// <summary>Options of these that mean something for prompts.</summary>
    public IReadOnlyList<Option> ForPrompts => [_endpoint, _protocol, _keyFile, _output, _endpointModel, _parallel, _retries, _timeout];

    /// <summary>Whether the server answers prompts alone.</summary>
    public bool IsChat(CommandResult result) => result.GetValue(_protocol) == PromptEndpoint.ChatCompletions;

    /// <summary>Whether a model is named, which only a server of several needs that answers prompts.</summary>
    public bool NamesModel(CommandResult result) => result.GetValue(_endpointModel) is not null;

    public async Task<(ScoringEndpoint Endpoint, IDisposable Connection)> OpenAsync(
        CliHost host,
        ParseResult parse,
        string? positiveLabel,
        CancellationToken ct
    )
    {
        var settings = SettingsOf(parse) with { PositiveLabel = positiveLabel };
        return await OpenAsync(
            host,
            parse,
            settings,
            transport => new ScoringEndpoint(transport, settings, parse.GetRequiredValue(_protocol), host.Clock, host.Jitter),
            ct
        );
    }

    /// <summary>The same for a server that answers text.</summary>
    public async Task<(PromptEndpoint Endpoint, IDisposable Connection)> OpenForPromptsAsync(
        CliHost host,
        ParseResult parse,
        CancellationToken ct
    )
    {
        var settings = SettingsOf(parse);
        settings = settings with { Output = parse.GetValue(_endpointModel) ?? settings.Output };
        return await OpenAsync(
            host,
            parse,
            settings,
            transport => new PromptEndpoint(transport, settings, parse.GetRequiredValue(_protocol), host.Clock, host.Jitter),
            ct
        );
    }

    private async Task<(T Endpoint, IDisposable Connection)> OpenAsync<T>(
        CliHost host,
        ParseResult parse,
        EndpointSettings settings,
        Func<IScoringTransport, T> make,
        CancellationToken ct
    )
    {
        var key = await PortalConnection.ReadKeyAsync(parse.GetValue(_keyFile), KeyVariable, host, ct);
        var transport = new HttpScoringTransport(host, settings.Address, key);
        try
        {
            return (make(transport), transport);
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    private EndpointSettings SettingsOf(ParseResult parse) =>
        new()
        {
            Address = AddressOf(parse.GetRequiredValue(_endpoint)),
            Payload = parse.GetValue(_payload) ?? "dataframe_split",
            OneTensor = parse.GetValue(_tensors) is { } tensors ? tensors == "matrix" : null,
            Output = parse.GetValue(_output),
            ClassIndex = parse.GetValue(_classIndex) is null ? null : parse.Whole(_classIndex, 0),
            Answers = parse.GetValue(_answers) switch
            {
                "score" => AnswerKind.Score,
                "class" => AnswerKind.Class,
                _ => AnswerKind.Detect,
            },
            BatchRows = parse.Whole(_batch, 500),
            Parallel = parse.Whole(_parallel, 2),
            Retries = parse.Whole(_retries, 3),
            Timeout = parse.GetValue(_timeout) is { } time && Duration.TryParse(time, out var length) ? length : TimeSpan.FromSeconds(30),
            MaxRows = parse.Whole(_mostRows, 1_000_000),
            NameOf = CommonOptions.NameOf,
        };

    private static Uri AddressOf(string text)
    {
        if (
            !Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
        )
        {
            throw CliException.Usage("--endpoint must start with https:// or http://.");
        }

        return uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
            ? uri
            : throw CliException.Usage(
                "--endpoint must not contain a password. Give a key with --endpoint-key-file or GOVERNANCE_ENDPOINT_KEY."
            );
    }
}
