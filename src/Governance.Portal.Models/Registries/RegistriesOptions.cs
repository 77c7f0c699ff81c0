using System.Globalization;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Models.Registries.MlFlow;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registries;

/// <summary>Registries whose models are imported, section <c>Registries</c>; MLflow servers stand in the section of MLflow.</summary>
public sealed class RegistriesOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Registries";

    /// <summary>The registries.</summary>
    public RegistrySettings[] Connections { get; set; } = [];
}

/// <summary>A registry whose models are imported.</summary>
public sealed class RegistrySettings
{
    /// <summary>Name by which it is known here: letters, digits, hyphens; it never changes.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its kind, such as <c>unity-catalog</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Its address; its host has to be listed under Outbound.</summary>
    public string Address { get; set; } = "";

    /// <summary>E-mail address of the account that owns models imported from it.</summary>
    public string Owner { get; set; } = "";

    /// <summary>Minutes between two full readings, 0 to 10,080; 0: only when requested.</summary>
    public int ReconcileMinutes { get; set; } = 360;

    /// <summary>Models or versions asked for in one call, 1 to 1,000.</summary>
    public int PageSize { get; set; } = 100;

    /// <summary>Whether the regular reading imports nothing and only files unregistered models for triage.</summary>
    public bool Discover { get; set; }

    /// <summary>Whether files of versions are fetched too, where the kind can.</summary>
    public bool Artifacts { get; set; }

    /// <summary>Whether the portal writes there which versions it approved, where the kind can.</summary>
    public bool WriteBack { get; set; }

    /// <summary>Aliases that stand for production there besides <c>champion</c> and <c>production</c>.</summary>
    public string[] ProductionAliases { get; set; } = [];

    /// <summary>Further settings, by the kind.</summary>
    public Dictionary<string, string> Settings { get; set; } = [];

    /// <summary>Where secrets are: a file, or <c>env:</c> and the name of an environment variable.</summary>
    public Dictionary<string, string> Secrets { get; set; } = [];
}

/// <summary>All registries that are set up, of both sections.</summary>
public sealed class RegistryConnections(
    IOptions<RegistriesOptions> options,
    IOptions<MlFlowOptions> mlFlow,
    IEnumerable<IRegistryReader> readers,
    IEnumerable<IRegistryWriter> writers
)
{
    private readonly Dictionary<string, IRegistryReader> _readers = readers.ToDictionary(r => r.Kind, StringComparer.Ordinal);
    private readonly Dictionary<string, IRegistryWriter> _writers = writers.ToDictionary(w => w.Kind, StringComparer.Ordinal);

    /// <summary>The connections, those of MLflow first.</summary>
    public IReadOnlyList<RegistryConnection> All { get; } =
    [
        .. mlFlow.Value.Servers.Select((server, i) => OfMlFlow(mlFlow.Value, server, i)),
        .. options.Value.Connections.Select((settings, i) => Of(settings, i, mlFlow.Value.GatedAliases)),
    ];

    /// <summary>The connection with a name, or null.</summary>
    public RegistryConnection? Find(string? name) =>
        All.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What reads a connection.</summary>
    public IRegistryReader ReaderOf(RegistryConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return _readers[connection.Kind];
    }

    /// <summary>What writes to a connection; null where nothing is written back.</summary>
    public IRegistryWriter? WriterOf(RegistryConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.WriteBack ? _writers.GetValueOrDefault(connection.Kind) : null;
    }

    internal static RegistryConnection Of(RegistrySettings settings, int index, string[] gated) =>
        new()
        {
            Name = settings.Name,
            Kind = settings.Kind,
            Section = string.Create(CultureInfo.InvariantCulture, $"{RegistriesOptions.Section}__Connections__{index}"),
            Address = settings.Address.TrimEnd('/'),
            Owner = settings.Owner,
            PageSize = settings.PageSize,
            ReconcileMinutes = settings.ReconcileMinutes,
            Discover = settings.Discover,
            Artifacts = settings.Artifacts,
            WriteBack = settings.WriteBack,
            GatedAliases = [.. ModelAlias.AlwaysGated, .. gated, .. settings.ProductionAliases],
            Settings = new Dictionary<string, string>(settings.Settings, StringComparer.OrdinalIgnoreCase),
            Secrets = new Dictionary<string, string>(settings.Secrets, StringComparer.OrdinalIgnoreCase),
        };

    private static RegistryConnection OfMlFlow(MlFlowOptions options, MlFlowServer server, int index) =>
        new()
        {
            Name = server.Name,
            Kind = MlFlow.Import.MlFlowRegistry.KindName,
            Section = string.Create(CultureInfo.InvariantCulture, $"{MlFlowOptions.Section}__Servers__{index}"),
            Address = server.Address.TrimEnd('/'),
            Owner = server.Owner,
            PageSize = options.PageSize,
            ReconcileMinutes = options.ReconcileMinutes,
            Discover = server.Discover,
            Artifacts = server.Artifacts,
            GatedAliases = [.. ModelAlias.AlwaysGated, .. options.GatedAliases],
            Secrets = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Token"] = server.TokenFile },
        };
}

/// <summary>A registry that could never be called stops the start.</summary>
internal sealed class RegistriesValidator(
    IEnumerable<IRegistryReader> readers,
    IEnumerable<IRegistryWriter> writers,
    IOptions<OutboundOptions> outbound,
    IOptions<MlFlowOptions> mlFlow
) : IValidateOptions<RegistriesOptions>
{
    public ValidateOptionsResult Validate(string? name, RegistriesOptions options)
    {
        for (var i = 0; i < options.Connections.Length; i++)
        {
            if (Doubt(options, options.Connections[i], i) is { } doubt)
            {
                return ValidateOptionsResult.Fail($"{RegistriesOptions.Section}__Connections__{i}{doubt}");
            }
        }

        return ValidateOptionsResult.Success;
    }

    private string? Doubt(RegistriesOptions options, RegistrySettings settings, int index)
    {
        if (
            settings.Name.Length is 0 or > 64
            || !settings.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-')
            || mlFlow.Value.Server(settings.Name) is not null
            || options.Connections.Count(c => string.Equals(c.Name, settings.Name, StringComparison.OrdinalIgnoreCase)) > 1
        )
        {
            return "__Name must consist of at most 64 letters, digits and hyphens, and be unique among registries and MLflow servers.";
        }

        if (readers.FirstOrDefault(r => r.Kind == settings.Kind) is not { } reader)
        {
            return $"__Kind is not one of {string.Join(", ", readers.Select(r => r.Kind).Order(StringComparer.Ordinal))}.";
        }

        var known = reader.Settings.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var secrets = reader.Secrets.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return settings.Address.Length > 0
            && (
                !Uri.TryCreate(settings.Address, UriKind.Absolute, out var address)
                || address.Scheme is not ("https" or "http")
                || address.UserInfo.Length > 0
                || outbound.Value.ReachOf(address.IdnHost, address.Port) is null
            )
                ? "__Address is not an https:// address whose host is in Outbound__AllowedHosts or Outbound__PrivateHosts."
            : string.IsNullOrWhiteSpace(settings.Owner) ? "__Owner is missing: the e-mail address of the owner of imported models."
            : settings.ReconcileMinutes is < 0 or > 10_080 ? "__ReconcileMinutes must be from 0 to 10,080."
            : settings.PageSize is < 1 or > 1_000 ? "__PageSize must be from 1 to 1,000."
            : Array.Find(settings.ProductionAliases, a => !ModelAlias.IsAlias(a)) is { } odd
                ? $"__ProductionAliases: \"{odd}\" cannot be an alias."
            : settings.WriteBack && !writers.Any(w => w.Kind == settings.Kind)
                ? "__WriteBack: the portal cannot write to registries of this kind."
            : settings.Settings.Keys.FirstOrDefault(k => !known.Contains(k)) is { } setting
                ? $"__Settings__{setting} is not a setting of this kind of registry, which has: {string.Join(", ", reader.Settings)}."
            : settings.Secrets.FirstOrDefault(s => !secrets.Contains(s.Key)).Key is { } secret
                ? $"__Secrets__{secret} is not a secret of this kind of registry, which has: {string.Join(", ", reader.Secrets)}."
            : settings.Secrets.FirstOrDefault(s => !IsThere(s.Value)).Key is { } missing
                ? $"__Secrets__{missing} must be an existing file, or env: followed by the name of an environment variable that is set."
            : reader.Doubt(RegistryConnections.Of(settings, index, mlFlow.Value.GatedAliases));
    }

    private static bool IsThere(string place) =>
        place.StartsWith("env:", StringComparison.Ordinal)
            ? !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(place["env:".Length..]))
            : File.Exists(place);
}
