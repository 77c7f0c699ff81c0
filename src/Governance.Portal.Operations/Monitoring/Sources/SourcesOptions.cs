using System.ComponentModel.DataAnnotations;
using Governance.Portal.Operations.Monitoring.Sources.Objects;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>Places from which windows of predictions are pulled, section <c>Sources</c>.</summary>
public sealed class SourcesOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Sources";

    /// <summary>The connections.</summary>
    public SourceOptions[] Connections { get; set; } = [];

    /// <summary>Windows that one source may catch up before others get their turn.</summary>
    [Range(1, 1_000)]
    public int WindowsPerTurn { get; set; } = 24;

    /// <summary>Rows of counts that are taken as an answer; more categories than that are not counted.</summary>
    [Range(1_000, 1_000_000)]
    public int MaxCountedValues { get; set; } = 100_000;

    /// <summary>Objects that one source may have; of more the listing alone would take too long.</summary>
    [Range(1, 1_000_000)]
    public int MaxObjects { get; set; } = 100_000;
}

[OptionsValidator]
internal sealed partial class SourcesOptionsValidator : IValidateOptions<SourcesOptions>;

/// <summary>A connection that could never be opened stops the start.</summary>
internal sealed class SourceConnectionsValidator(IEnumerable<ISqlSourceFactory> databases, IEnumerable<IObjectSourceFactory> shelves)
    : IValidateOptions<SourcesOptions>
{
    private readonly ISourceFactory[] _factories = [.. databases, .. shelves];

    public ValidateOptionsResult Validate(string? name, SourcesOptions options)
    {
        for (var i = 0; i < options.Connections.Length; i++)
        {
            var one = options.Connections[i];
            if (Doubt(options, one) is { } doubt)
            {
                return ValidateOptionsResult.Fail(
                    one.Kind == SourceConnections.Stream && doubt.StartsWith("__Name", StringComparison.Ordinal)
                        ? $"Streams__Sources: {one.Name} carries windows, and Sources__Connections has a connection of this name."
                        : $"Sources__Connections__{i}{doubt}"
                );
            }
        }

        return ValidateOptionsResult.Success;
    }

    private IEnumerable<string> Kinds() => _factories.Select(f => f.Kind).Where(k => k != SourceConnections.Stream);

    private string? Doubt(SourcesOptions all, SourceOptions one)
    {
        if (
            one.Name.Length is 0 or > 64
            || !one.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-')
            || Array.Find(all.Connections, c => string.Equals(c.Name, one.Name, StringComparison.OrdinalIgnoreCase)) != one
        )
        {
            return "__Name must consist of at most 64 letters, digits and hyphens, and differ from every other connection's.";
        }

        if (Array.Find(_factories, f => f.Kind == one.Kind) is not { } factory)
        {
            return $"__Kind must be one of {string.Join(", ", Kinds().Order(StringComparer.Ordinal))}.";
        }

        for (var i = 0; i < one.For.Length; i++)
        {
            if (one.For[i].Problem(factory is IObjectSourceFactory) is { } wrong)
            {
                return $"__For__{i} {wrong}";
            }
        }

        return one.TimeoutSeconds is < 1 or > 1_800 ? "__TimeoutSeconds must be from 1 to 1,800."
            : one.Secret.Length > 0 && one.SecretFile.Length > 0 ? "__Secret and __SecretFile are both given; keep one."
            : one.SecretFile.Length > 0 && !File.Exists(one.SecretFile) ? "__SecretFile does not name an existing file."
            : factory.Doubt(one);
    }
}

/// <summary>Finds and opens connections.</summary>
public sealed class SourceConnections(
    IOptions<SourcesOptions> options,
    IEnumerable<ISqlSourceFactory> databases,
    IEnumerable<IObjectSourceFactory> shelves
)
{
    /// <summary>Kind of the connections that streams are. They are configured under <c>Streams</c>.</summary>
    public const string Stream = "stream";

    private readonly ISqlSourceFactory[] _databases = [.. databases];
    private readonly IObjectSourceFactory[] _shelves = [.. shelves];

    /// <summary>The connections, as configured.</summary>
    public IReadOnlyList<SourceOptions> All => options.Value.Connections;

    /// <summary>A connection by its name, or null.</summary>
    public SourceOptions? Find(string name) => Array.Find(options.Value.Connections, c => c.Name == name);

    /// <summary>True when rows lie there in files, and not in tables.</summary>
    public bool HasFiles(string name) => Find(name) is { } found && Array.Exists(_shelves, f => f.Kind == found.Kind);

    /// <summary>True when rows come by a stream of this name.</summary>
    public bool IsStream(string name) => Find(name)?.Kind == Stream;

    /// <summary>Opens a database.</summary>
    /// <exception cref="SourceException">There is none of this name.</exception>
    public ISqlSource Open(string name) =>
        Find(name) is { } found && Array.Find(_databases, f => f.Kind == found.Kind) is { } factory
            ? factory.Open(found)
            : throw Unknown(name);

    /// <summary>Opens a place of files.</summary>
    /// <exception cref="SourceException">There is none of this name.</exception>
    public IObjectSource OpenFiles(string name) =>
        Find(name) is { } found && Array.Find(_shelves, f => f.Kind == found.Kind) is { } factory
            ? factory.Open(found)
            : throw Unknown(name);

    private static SourceException Unknown(string name) =>
        new(Domain.Monitoring.SourceRefusals.ConnectionUnknown(name).Message) { IsFinal = true };
}
