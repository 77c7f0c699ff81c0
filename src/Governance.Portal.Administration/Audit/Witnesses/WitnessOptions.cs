using Governance.Transparency;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Witnesses;

/// <summary>Logs of others that this portal watches over.</summary>
public sealed class WitnessOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Witness";

    /// <summary>The witness's name in its key and its cosignatures. Changing it makes another witness.</summary>
    public string Name { get; set; } = "";

    /// <summary>Keys of the logs (name+id+base64); none: this portal is no witness.</summary>
    public string[] Logs { get; set; } = [];
}

/// <summary>A witness without a name, or of a log whose key cannot be read, stops the start.</summary>
internal sealed class WitnessOptionsValidator : IValidateOptions<WitnessOptions>
{
    public ValidateOptionsResult Validate(string? name, WitnessOptions options)
    {
        for (var i = 0; i < options.Logs.Length; i++)
        {
            if (!NoteKey.TryParse(options.Logs[i], out var key) || key.Kind is NoteKeyKind.Cosignature)
            {
                return ValidateOptionsResult.Fail($"Witness__Logs__{i} is not the key of a log (name+id+base64).");
            }
        }

        return options.Logs.Length > 0 && !NoteKey.IsName(options.Name)
            ? ValidateOptionsResult.Fail(
                "Witness__Name is required when Witness__Logs names logs: at most 255 characters, no space and no plus sign."
            )
            : ValidateOptionsResult.Success;
    }
}
