using Governance.Domain;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Hooks;

/// <summary>Code hosts that may call the portal, and get an answer, section <c>Hooks</c>.</summary>
public sealed class HooksOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Hooks";

    /// <summary>Shortest secret, in characters.</summary>
    public const int ShortestSecret = 32;

    /// <summary>Repositories and the models whose source they are.</summary>
    public HookSource[] Sources { get; set; } = [];

    /// <summary>
    /// Environments of the host by stage, as <c>prod-eu=production</c>. <c>production</c> and <c>staging</c> are known by their names.
    /// </summary>
    public string[] Environments { get; set; } = [];

    /// <summary>Secret with which GitHub signs its calls (HMAC-SHA-256); empty: it may not call.</summary>
    public string GitHubSecret { get; set; } = "";

    /// <summary>Id of the GitHub App that answers deployment protection rules.</summary>
    public string GitHubApp { get; set; } = "";

    /// <summary>File with the App's private key, RSA in PEM.</summary>
    public string GitHubKeyFile { get; set; } = "";

    /// <summary>Base address of the API; its host has to be listed under Outbound.</summary>
    public string GitHubApi { get; set; } = "https://api.github.com";

    /// <summary>Secret with which GitLab signs its calls; empty: it may not call.</summary>
    public string GitLabSecret { get; set; } = "";

    /// <summary>Token with which status checks are answered.</summary>
    public string GitLabToken { get; set; } = "";

    /// <summary>Base address of the API; its host has to be listed under Outbound.</summary>
    public string GitLabApi { get; set; } = "https://gitlab.com/api/v4";

    /// <summary>The models whose source a repository is.</summary>
    /// <param name="host"><c>github</c> or <c>gitlab</c>.</param>
    /// <param name="repository">Its full name there.</param>
    internal IEnumerable<HookSource> Of(string host, string repository) =>
        Sources.Where(s => string.Equals(s.Repository, $"{host}:{repository}", StringComparison.OrdinalIgnoreCase));

    /// <summary>The stage an environment stands for, or null.</summary>
    internal Stage? StageOf(string environment)
    {
        var named = Array.Find(Environments, e => e.StartsWith(environment + "=", StringComparison.Ordinal)) is { } entry
            ? entry[(environment.Length + 1)..]
            : environment;
        return WireName.TryParse<Stage>(named, out var stage) && stage is Stage.Staging or Stage.Production ? stage : null;
    }
}

/// <summary>A repository that is the source of a model.</summary>
public sealed class HookSource
{
    /// <summary>Host and full name: <c>github:acme/fraud-scorer</c>, <c>gitlab:risk/models/fraud-scorer</c>.</summary>
    public string Repository { get; set; } = "";

    /// <summary>Name of the model.</summary>
    public string Model { get; set; } = "";

    /// <summary>Branch whose commits are looked at.</summary>
    public string Branch { get; set; } = "main";
}

/// <summary>A call anyone could forge, or an answer that could never arrive, stops the start.</summary>
internal sealed class HooksOptionsValidator(IOptions<OutboundOptions> outbound) : IValidateOptions<HooksOptions>
{
    public ValidateOptionsResult Validate(string? name, HooksOptions options)
    {
        for (var i = 0; i < options.Sources.Length; i++)
        {
            var source = options.Sources[i];
            if (
                !source.Repository.StartsWith("github:", StringComparison.Ordinal)
                && !source.Repository.StartsWith("gitlab:", StringComparison.Ordinal)
            )
            {
                return ValidateOptionsResult.Fail(
                    $"Hooks__Sources__{i}__Repository is neither github:OWNER/NAME nor gitlab:GROUP/PROJECT."
                );
            }

            if (!ModelName.IsModel(source.Model) || string.IsNullOrWhiteSpace(source.Branch))
            {
                return ValidateOptionsResult.Fail($"Hooks__Sources__{i} has no model or no branch.");
            }
        }

        foreach (var entry in options.Environments)
        {
            if (entry.Split('=') is not [{ Length: > 0 } environment, _] || options.StageOf(environment) is null)
            {
                return ValidateOptionsResult.Fail($"Hooks__Environments: \"{entry}\" is not NAME=production or NAME=staging.");
            }
        }

        return Secret("GitHubSecret", options.GitHubSecret)
            ?? Secret("GitLabSecret", options.GitLabSecret)
            ?? Address("GitHubApi", options.GitHubApi, options.GitHubApp.Length > 0)
            ?? Address("GitLabApi", options.GitLabApi, options.GitLabToken.Length > 0)
            ?? (
                options.GitHubApp.Length > 0 && !File.Exists(options.GitHubKeyFile)
                    ? ValidateOptionsResult.Fail(
                        "Hooks__GitHubKeyFile does not name an existing file, and the app in Hooks__GitHubApp needs its key."
                    )
                    : ValidateOptionsResult.Success
            );
    }

    private static ValidateOptionsResult? Secret(string key, string value) =>
        value.Length is > 0 and < HooksOptions.ShortestSecret
            ? ValidateOptionsResult.Fail($"Hooks__{key} has fewer than {HooksOptions.ShortestSecret} characters.")
            : null;

    private ValidateOptionsResult? Address(string key, string value, bool isUsed) =>
        isUsed
        && (
            !Uri.TryCreate(value, UriKind.Absolute, out var address)
            || address.Scheme is not ("https" or "http")
            || outbound.Value.ReachOf(address.IdnHost, address.Port) is null
        )
            ? ValidateOptionsResult.Fail(
                $"Hooks__{key} is not an https:// address whose host is in Outbound__AllowedHosts or Outbound__PrivateHosts."
            )
            : null;
}
