using Governance.Domain.Audit;

namespace Governance.Domain.Agents.Tools;

/// <summary>
/// What a server of an agent's tools listed from a moment on. Another one follows when the server lists something else, has another
/// version, is silent for long, or answers again: never because time passes.
/// </summary>
public sealed class AgentToolObservation : IAudited
{
    /// <summary>Longest name of a server, of a tool and of a version.</summary>
    public const int MaxName = 200;

    /// <summary>Most tools of a server.</summary>
    public const int MaxTools = 2_000;

    private List<ObservedTool> _tools = [];

    private AgentToolObservation() { }

    /// <summary>The readable id.</summary>
    public AgentObservationId Id { get; private init; }

    /// <summary>The agent: name of the model it is.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The server, as manifests of the agent name it.</summary>
    public string Server { get; private init; } = "";

    /// <summary>Since when.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>Who saw it, as the log writes an actor.</summary>
    public string SeenBy { get; private init; } = "";

    /// <summary>True when it did not answer: what it lists now is not known.</summary>
    public bool IsSilent { get; private init; }

    /// <summary>The version it tells; null when it tells none.</summary>
    public string? ServerVersion { get; private init; }

    /// <summary>Its tools by name; empty while it is silent.</summary>
    public IReadOnlyList<ObservedTool> Tools => _tools;

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>A server listed these tools.</summary>
    public static AgentToolObservation Of(
        AgentObservationId id,
        (string Model, string Server) of,
        IReadOnlyList<ObservedTool> tools,
        string? version,
        (string By, DateTimeOffset At) seen
    ) =>
        new()
        {
            Id = id,
            Model = of.Model,
            Server = of.Server,
            At = seen.At,
            SeenBy = seen.By,
            ServerVersion = version,
            _tools = [.. tools.OrderBy(t => t.Name, StringComparer.Ordinal)],
        };

    /// <summary>A server did not answer for long.</summary>
    public static AgentToolObservation Silent(
        AgentObservationId id,
        (string Model, string Server) of,
        (string By, DateTimeOffset At) seen
    ) =>
        new()
        {
            Id = id,
            Model = of.Model,
            Server = of.Server,
            At = seen.At,
            SeenBy = seen.By,
            IsSilent = true,
        };

    /// <summary>Whether it says the same: then nothing is new. Who reports a list need not know the server's version.</summary>
    public bool IsSame(AgentToolObservation other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return IsSilent == other.IsSilent
            && (ServerVersion is null || other.ServerVersion is null || ServerVersion == other.ServerVersion)
            && _tools.SequenceEqual(other._tools);
    }

    /// <summary>Why a list of tools is none; null when it is one.</summary>
    public static Refusal? Refuses(string? server, string? version, IReadOnlyList<ObservedTool> tools)
    {
        ArgumentNullException.ThrowIfNull(tools);
        var errors = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(server) || server.Length > MaxName)
        {
            errors["server"] = [$"Name the server as the manifest does, in at most 200 characters."];
        }
        else if (NameText.Misleads(server))
        {
            errors["server"] = [NameText.Refused];
        }

        if (version?.Length > MaxName)
        {
            errors["version"] = [$"This is longer than 200 characters."];
        }
        else if (version is not null && NameText.Misleads(version))
        {
            errors["version"] = [NameText.Refused];
        }

        if (tools.Count > MaxTools)
        {
            errors["tools"] = [$"At most 2,000 tools can be reported."];
        }
        else if (!tools.All(t => t.Name is { Length: > 0 and <= MaxName } && IsDigest(t.Sha256)))
        {
            errors["tools"] = [$"Each tool needs a name and its digest: 64 lower-case hexadecimal digits."];
        }
        else if (tools.DistinctBy(t => t.Name, StringComparer.Ordinal).Count() < tools.Count)
        {
            errors["tools"] = [$"Name each tool only once."];
        }

        return errors.Count == 0 ? null : Refusal.Fields("agent.tools-not-valid", $"The server's list of tools was not recorded.", errors);
    }

    /// <summary>True for a SHA-256 in lower-case hex.</summary>
    internal static bool IsDigest(string? text) => text is { Length: 64 } && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}
