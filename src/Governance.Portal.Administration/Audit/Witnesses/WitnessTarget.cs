using Governance.Transparency;

namespace Governance.Portal.Administration.Audit.Witnesses;

/// <summary>A witness that is asked to cosign this log's checkpoints.</summary>
/// <param name="Address">Its submission prefix; <c>add-checkpoint</c> follows.</param>
/// <param name="Key">Its key.</param>
public sealed record WitnessTarget(Uri Address, NoteKey Key)
{
    /// <summary>What it is called on pages.</summary>
    public string Name => $"witness {Key.Name}+{Convert.ToHexStringLower(Key.Id)}";

    /// <summary>Where checkpoints are sent.</summary>
    public Uri Submission => new(Address, "add-checkpoint");

    /// <summary>Reads one value of <c>Audit__Witnesses</c>; null when it is none.</summary>
    public static WitnessTarget? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return
            parts.Length == 2
            && Uri.TryCreate(parts[0].TrimEnd('/') + "/", UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            && address.UserInfo.Length == 0
            && NoteKey.TryParse(parts[1], out var key)
            && key.Kind is NoteKeyKind.Cosignature
            ? new WitnessTarget(address, key)
            : null;
    }
}
