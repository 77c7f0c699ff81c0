using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>How rows of windows are read, and what monitoring may set in motion outside the portal.</summary>
public sealed class MonitoringOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Monitoring";

    /// <summary>Pipelines that are told when a monitor that retraining requested raises an alert, one a model.</summary>
    public RetrainHook[] RetrainHooks { get; set; } = [];

    /// <summary>Most values that <see cref="NullValues"/> may name.</summary>
    public const int MaxNullValues = 50;

    /// <summary>Longest of them, in characters.</summary>
    public const int MaxNullValue = 100;

    /// <summary>
    /// Values that stand for a missing one in every column of windows, pulled, counted at their source or sent, and of held-out sets,
    /// beside the usual spellings: -999, or a word of a source.
    /// </summary>
    public string[] NullValues { get; set; } = [];

    /// <summary>The same as they are compared: without spaces around them.</summary>
    public IReadOnlyList<string> TrimmedNullValues() => [.. NullValues.Select(v => v.Trim())];
}

/// <summary>A pipeline that trains a model.</summary>
public sealed class RetrainHook
{
    /// <summary>Shortest secret, in characters.</summary>
    public const int ShortestSecret = 32;

    /// <summary>Name of the model.</summary>
    public string Model { get; set; } = "";

    /// <summary>Where the call goes; its host has to be listed under Outbound.</summary>
    public string Address { get; set; } = "";

    /// <summary>What the call is signed with: HMAC-SHA-256, at least 32 characters.</summary>
    public string Secret { get; set; } = "";
}

/// <summary>Finds the pipeline of a model.</summary>
public sealed class RetrainHooks(IOptions<MonitoringOptions> options)
{
    /// <summary>The hook of a model, or null when no one is to be told.</summary>
    public RetrainHook? Find(string model) =>
        Array.Find(options.Value.RetrainHooks, h => string.Equals(h.Model, model, StringComparison.Ordinal));
}

/// <summary>A hook that could never be called, or whose calls anyone could forge, stops the start.</summary>
internal sealed class MonitoringOptionsValidator(IOptions<OutboundOptions> outbound) : IValidateOptions<MonitoringOptions>
{
    public ValidateOptionsResult Validate(string? name, MonitoringOptions options)
    {
        if (
            options.NullValues.Length > MonitoringOptions.MaxNullValues
            || Array.Exists(options.NullValues, v => v.Trim().Length is 0 or > MonitoringOptions.MaxNullValue)
        )
        {
            return ValidateOptionsResult.Fail(
                $"Monitoring__NullValues may name up to {MonitoringOptions.MaxNullValues} values of 1 to {MonitoringOptions.MaxNullValue} "
                    + "characters."
            );
        }

        for (var i = 0; i < options.RetrainHooks.Length; i++)
        {
            var (hook, key) = (options.RetrainHooks[i], $"Monitoring__RetrainHooks__{i}");
            if (string.IsNullOrWhiteSpace(hook.Model) || Array.FindIndex(options.RetrainHooks, h => h.Model == hook.Model) != i)
            {
                return ValidateOptionsResult.Fail($"{key}__Model is empty, or has a hook already.");
            }

            if (
                !Uri.TryCreate(hook.Address, UriKind.Absolute, out var address)
                || address.Scheme is not ("https" or "http")
                || outbound.Value.ReachOf(address.IdnHost, address.Port) is null
            )
            {
                return ValidateOptionsResult.Fail(
                    $"{key}__Address is not an https:// address whose host is in Outbound__AllowedHosts or Outbound__PrivateHosts."
                );
            }

            if (hook.Secret.Length < RetrainHook.ShortestSecret)
            {
                return ValidateOptionsResult.Fail($"{key}__Secret has fewer than {RetrainHook.ShortestSecret} characters.");
            }
        }

        return ValidateOptionsResult.Success;
    }
}
