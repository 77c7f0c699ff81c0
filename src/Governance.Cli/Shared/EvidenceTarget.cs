using System.CommandLine;
using System.Text.Json;
using Governance.Analytics.Statistics;
using Governance.Cli.Http;
using Governance.Cli.Models;
using Governance.Cli.Output;
using Governance.Domain;
using Governance.Domain.Models;

namespace Governance.Cli.Shared;

/// <summary>Where a result is stored as evidence: options that may all be left out, in which case nothing is stored.</summary>
internal sealed class EvidenceTarget
{
    private readonly Option<string> _model = CommonOptions.Model();
    private readonly Option<string> _version;
    private readonly PortalOptions _portal;

    public EvidenceTarget(Command command)
    {
        _version = CommonOptions.Version();
        _version.Required = false;
        _version.Description = "Version of that model.";
        AddModel(command);
        command.Add(_version);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_model) is null != result.GetValue(_version) is null)
            {
                result.AddError("Evidence belongs to a version: give both --model and --version, or neither.");
            }
        });
        _portal = new PortalOptions(command);
    }

    /// <summary>For a command whose own option names the version; the command says what it takes beside the model.</summary>
    public EvidenceTarget(Command command, Option<string> version)
    {
        _version = version;
        AddModel(command);
        _portal = new PortalOptions(command);
    }

    /// <summary>Whether the result is to be stored.</summary>
    public bool IsNamedIn(System.CommandLine.Parsing.CommandResult result) => result.GetValue(_model) is not null;

    private void AddModel(Command command)
    {
        _model.Required = false;
        _model.Description = "Model for whose version the result is stored as evidence; without it, nothing is stored.";
        command.Add(_model);
    }

    /// <summary>
    /// Opens the portal and makes sure that the version is there, before anything costly is done; null when nothing is to be stored.
    /// </summary>
    public async Task<EvidenceStore?> OpenAsync(CliHost host, ParseResult parse, string tool, CancellationToken ct)
    {
        if (parse.GetValue(_model) is not { } model || parse.GetValue(_version) is not { } version)
        {
            return null;
        }

        var client = await _portal.OpenAsync(host, parse, ct);
        try
        {
            var registered = await client.GetAsync(ModelPaths.Version(model, version), ct);
            return new EvidenceStore(client, host, model, version, $"{tool} {ProgramVersion.Text}")
            {
                ArtifactSha256 = Sha256Text.Of(registered.Body.Member("artifact")?.Text("sha256")),
                HeldOut =
                [
                    .. registered
                        .Body.Items("datasets")
                        .Where(d => d.Text("role") == "test")
                        .Select(d => Sha256Text.Of(d.Text("sha256")))
                        .OfType<string>(),
                ],
            };
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}

/// <summary>Stores results as evidence of one version.</summary>
internal sealed class EvidenceStore(PortalClient client, CliHost host, string model, string version, string tool) : IDisposable
{
    private readonly List<StoredEvidence> _stored = [];

    public string Model => model;

    public string Version => version;

    /// <summary>The artifact of the version; null while it has none.</summary>
    public string? ArtifactSha256 { get; init; }

    /// <summary>Digests of the datasets that the version declares as its held-out set; empty when it declares none.</summary>
    public IReadOnlyList<string> HeldOut { get; init; } = [];

    /// <summary>
    /// The digest by which a file is known to the version: its own, or that of its text where the file is packed and the held-out set was
    /// registered by its text.
    /// </summary>
    public async Task<string> DigestAsync(string path, string sha256, CancellationToken ct) =>
        HeldOut.Count > 0
        && !HeldOut.Contains(sha256, StringComparer.Ordinal)
        && await LocalFile.HashPackedAsync(path, ct) is { } text
        && HeldOut.Contains(text, StringComparer.Ordinal)
            ? text
            : sha256;

    public IReadOnlyList<StoredEvidence> Stored => _stored;

    /// <summary>Makes sure that the model has another version, before a result names it.</summary>
    public Task RequireVersionAsync(string other, CancellationToken ct) => client.GetAsync(ModelPaths.Version(model, other), ct);

    public Task AddAsync(EvidenceKind kind, Action<Utf8JsonWriter> payload, CancellationToken ct) =>
        AddAsync(WireName.Of(kind), payload, ct);

    public async Task AddAsync(string kind, Action<Utf8JsonWriter> payload, CancellationToken ct)
    {
        var answer = await client.PostAsync(
            $"{ModelPaths.Version(model, version)}/evidence",
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("kind", kind);
                writer.WriteString("tool", tool);
                writer.WriteString("producedAt", CommonOptions.Utc(host.Clock.GetUtcNow()));
                writer.WritePropertyName("payload");
                payload(writer);
                writer.WriteEndObject();
            },
            ct
        );
        var stored = StoredEvidence.Of(kind, answer.Body);
        _stored.Add(stored);
        if (stored.Uncounted is { } why)
        {
            await host.Error.WriteLineAsync(PlainText.Line($"{stored.Id} ({kind}) does not count at gates: {why}.").AsMemory(), ct);
        }
    }

    /// <summary>Sends measures as a point of the version's monitored evaluations.</summary>
    /// <returns>What the portal says: how many are stored, and which alerts they raised or met again.</returns>
    public async Task<JsonElement> PushAsync(
        DateTimeOffset start,
        DateTimeOffset end,
        IEnumerable<EvaluationFigure> figures,
        CancellationToken ct
    )
    {
        var answer = await client.PostAsync(
            $"api/v1/monitoring/{Uri.EscapeDataString(model)}/{Uri.EscapeDataString(version)}/figures",
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("start", CommonOptions.Utc(start));
                writer.WriteString("end", CommonOptions.Utc(end));
                writer.WriteStartObject("measures");
                foreach (var figure in figures)
                {
                    writer.WriteStartObject(figure.Name);
                    writer.WriteNumber("value", figure.Value);
                    if (figure.Interval is { } interval)
                    {
                        writer.WriteNumber("low", interval.Low);
                        writer.WriteNumber("high", interval.High);
                    }

                    writer.WriteNumber("n", figure.Count);
                    writer.WriteString("better", figure.HigherIsBetter ? "higher" : "lower");
                    writer.WriteEndObject();
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            },
            ct
        );
        return answer.Body;
    }

    public void Dispose() => client.Dispose();
}

/// <summary>A measure of an evaluation as it is monitored.</summary>
/// <param name="Name">As in the report's <c>metrics</c>; ends in <c>Ms</c> when it is a time.</param>
/// <param name="Value">The measure.</param>
/// <param name="Interval">Its 95 % interval, where one is defined.</param>
/// <param name="Count">Cases it rests on.</param>
/// <param name="HigherIsBetter">Which way a change is a fall.</param>
internal sealed record EvaluationFigure(string Name, double Value, Interval? Interval, long Count, bool HigherIsBetter);

/// <summary>A piece of evidence as the portal stored it.</summary>
internal sealed record StoredEvidence(string Id, string Kind, string Sha256)
{
    /// <summary>Why it does not count at gates though it is stored; null when it does.</summary>
    public string? Uncounted { get; init; }

    /// <summary>What the portal answers about evidence that it has stored.</summary>
    public static StoredEvidence Of(string kind, JsonElement answer) =>
        new(answer.Text("id") ?? string.Empty, kind, answer.Text("sha256") ?? string.Empty) { Uncounted = WhyUncounted(answer) };

    /// <summary>Why evidence does not count, in the portal's words; null when it does.</summary>
    public static string? WhyUncounted(JsonElement evidence) =>
        evidence.Text("unreadable") is { } why ? $"it could not be read ({why})"
        : evidence.Text("notMeasured") is { } nothing ? $"it measured nothing ({nothing})"
        : null;

    public static void Write(Utf8JsonWriter writer, IEnumerable<StoredEvidence> stored)
    {
        writer.WriteStartArray("evidence");
        foreach (var one in stored)
        {
            writer.WriteStartObject();
            writer.WriteString("id", one.Id);
            writer.WriteString("kind", one.Kind);
            writer.WriteString("sha256", one.Sha256);
            if (one.Uncounted is { } why)
            {
                writer.WriteString("uncounted", why);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
