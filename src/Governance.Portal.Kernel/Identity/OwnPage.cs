namespace Governance.Portal.Kernel.Identity;

/// <summary>The one place that says whether an address someone sent along is a page of this portal.</summary>
public static class OwnPage
{
    /// <summary>Where those go who sent none, or one that leads elsewhere.</summary>
    public const string Start = "/";

    private const int Longest = 2_000;

    /// <summary>The address when it is a page of this portal as every browser reads it, otherwise the first page.</summary>
    /// <remarks>
    /// Browsers take <c>\</c> for <c>/</c>, leave out tabs and line breaks, resolve <c>.</c> and <c>..</c> also where they are written
    /// <c>%2e</c>, and take what then begins with <c>//</c> for the name of another host. No page here has such a part in its path, so an
    /// address that has one is not resolved but left.
    /// </remarks>
    public static string Of(string? address) => IsOwn(address) ? address! : Start;

    private static bool IsOwn(string? address)
    {
        if (
            address is not { Length: > 0 and < Longest }
            || address[0] != '/'
            || address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '\\' || char.IsSurrogate(c))
        )
        {
            return false;
        }

        var end = address.IndexOfAny(['?', '#']);
        var parts = (end < 0 ? address : address[..end])[1..].Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            // The last may be empty: an address that ends with a slash. Two at the beginning are a host.
            if (Plain(parts[i]) is not { } plain || plain is "." or ".." || (plain.Length == 0 && i < parts.Length - 1))
            {
                return false;
            }
        }

        return true;
    }

    // Decoded until nothing is left to decode, as proxies in between may do it once more. Null when that brings a separator or a control
    // character to light.
    private static string? Plain(string part)
    {
        for (var decoded = Uri.UnescapeDataString(part); decoded != part; decoded = Uri.UnescapeDataString(part))
        {
            part = decoded;
        }

        return part.Any(c => char.IsControl(c) || c is '\\' or '/') ? null : part;
    }
}
