using System.ComponentModel.DataAnnotations;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registries.MlFlow;

/// <summary>MLflow clients that use the portal as their registry, and MLflow servers it reads, section <c>MlFlow</c>.</summary>
public sealed class MlFlowOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "MlFlow";

    /// <summary>Shortest secret, in characters.</summary>
    public const int ShortestSecret = 16;

    /// <summary>Aliases that stand for production besides <c>champion</c> and <c>production</c>, in any case.</summary>
    public string[] GatedAliases { get; set; } = [];

    /// <summary>Name of the environment under which a deployment through MLflow is recorded.</summary>
    public string Environment { get; set; } = "mlflow";

    /// <summary>Secret with which MLflow servers sign their calls; empty: they may not call.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>Name of the server whose calls start an import of the model they are about; empty: events are only noted.</summary>
    public string WebhookServer { get; set; } = "";

    /// <summary>Servers whose registry is imported.</summary>
    public MlFlowServer[] Servers { get; set; } = [];

    /// <summary>
    /// Minutes between two full readings of every server; 0: only when asked. MLflow tells nothing of deletions and stages.
    /// </summary>
    [Range(0, 10_080)]
    public int ReconcileMinutes { get; set; } = 360;

    /// <summary>Models or versions asked for in one call.</summary>
    [Range(1, 1_000)]
    public int PageSize { get; set; } = 100;

    /// <summary>True for an alias that stands for production.</summary>
    internal bool IsGated(string alias) => ModelAlias.AlwaysGated.Concat(GatedAliases).Contains(alias, StringComparer.OrdinalIgnoreCase);

    /// <summary>True for an alias by which a version gets a share of real traffic.</summary>
    internal bool IsOfShare(string alias) => !IsGated(alias) && ModelAlias.OfShares.Contains(alias, StringComparer.OrdinalIgnoreCase);

    /// <summary>The server with a name, or null.</summary>
    internal MlFlowServer? Server(string name) => Array.Find(Servers, s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>An MLflow server whose registry is imported.</summary>
public sealed class MlFlowServer
{
    /// <summary>Name by which it is known here: letters, digits, hyphens; it never changes.</summary>
    public string Name { get; set; } = "";

    /// <summary>Address, below which <c>/api/2.0/mlflow</c> is; its host has to be listed under Outbound.</summary>
    public string Address { get; set; } = "";

    /// <summary>E-mail address of the account that owns models imported from it.</summary>
    public string Owner { get; set; } = "";

    /// <summary>File with a bearer token, or <c>user:password</c> for basic authentication; empty: none is sent.</summary>
    public string TokenFile { get; set; } = "";

    /// <summary>
    /// Whether the regular reading only looks which models are registered there and files those that no one registered here for triage;
    /// then nothing is imported unless someone asks for it.
    /// </summary>
    public bool Discover { get; set; }

    /// <summary>Whether the files of versions are fetched too, through the server's artifact proxy.</summary>
    public bool Artifacts { get; set; }
}

[OptionsValidator]
internal sealed partial class MlFlowOptionsValidator : IValidateOptions<MlFlowOptions>;

/// <summary>A server that could never be called, and a secret anyone could guess, stop the start.</summary>
internal sealed class MlFlowServersValidator(IOptions<OutboundOptions> outbound) : IValidateOptions<MlFlowOptions>
{
    public ValidateOptionsResult Validate(string? name, MlFlowOptions options)
    {
        if (options.WebhookSecret.Length is > 0 and < MlFlowOptions.ShortestSecret)
        {
            return ValidateOptionsResult.Fail($"MlFlow__WebhookSecret has fewer than {MlFlowOptions.ShortestSecret} characters.");
        }

        if (string.IsNullOrWhiteSpace(options.Environment) || options.Environment.Length > 100)
        {
            return ValidateOptionsResult.Fail("MlFlow__Environment is empty or longer than 100 characters.");
        }

        if (Array.Find(options.GatedAliases, a => !ModelAlias.IsAlias(a)) is { } odd)
        {
            return ValidateOptionsResult.Fail($"MlFlow__GatedAliases: \"{odd}\" cannot be an alias.");
        }

        if (options.WebhookServer.Length > 0 && options.Server(options.WebhookServer) is null)
        {
            return ValidateOptionsResult.Fail($"MlFlow__WebhookServer: no server is called \"{options.WebhookServer}\".");
        }

        for (var i = 0; i < options.Servers.Length; i++)
        {
            if (Doubt(options, options.Servers[i]) is { } doubt)
            {
                return ValidateOptionsResult.Fail($"MlFlow__Servers__{i}{doubt}");
            }
        }

        return ValidateOptionsResult.Success;
    }

    private string? Doubt(MlFlowOptions options, MlFlowServer server)
    {
        if (
            server.Name.Length is 0 or > 64
            || !server.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-')
            || !ReferenceEquals(options.Server(server.Name), server)
        )
        {
            return "__Name must consist of at most 64 letters, digits and hyphens, and differ from every other server's.";
        }

        if (
            !Uri.TryCreate(server.Address, UriKind.Absolute, out var address)
            || address.Scheme is not ("https" or "http")
            || address.UserInfo.Length > 0
            || outbound.Value.ReachOf(address.IdnHost, address.Port) is null
        )
        {
            return "__Address is not an https:// address whose host is in Outbound__AllowedHosts or Outbound__PrivateHosts.";
        }

        return string.IsNullOrWhiteSpace(server.Owner) ? "__Owner is missing: the e-mail address of the owner of imported models."
            : server.TokenFile.Length > 0 && !File.Exists(server.TokenFile) ? "__TokenFile does not name an existing file."
            : null;
    }
}
