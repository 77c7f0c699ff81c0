using System.Security.Cryptography;
using System.Text;

namespace Governance.Portal.Administration.Audit.Anchors;

/// <summary>How an anchor takes checkpoints.</summary>
public enum AnchorKind
{
    /// <summary>A file that grows.</summary>
    File,

    /// <summary>An address that takes a POST.</summary>
    Webhook,

    /// <summary>A syslog collector over TCP.</summary>
    Syslog,
}

/// <summary>A place outside this portal's database that keeps its checkpoints.</summary>
/// <param name="Kind">How it takes them.</param>
/// <param name="Name">What it is called on pages and in the log: nothing of an address but its host, for the rest may be a secret.</param>
/// <param name="Path">Path of a file.</param>
/// <param name="Address">Address of a host.</param>
public sealed record AnchorTarget(AnchorKind Kind, string Name, string? Path, Uri? Address)
{
    /// <summary>Reads one value of <c>Audit__Anchors</c>; null when it is none.</summary>
    public static AnchorTarget? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var value = text.Trim();
        if (System.IO.Path.IsPathFullyQualified(value) && System.IO.Path.GetFileName(value).Length > 0)
        {
            return new AnchorTarget(AnchorKind.File, $"file {Short(value)}", value, null);
        }

        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.UserInfo.Length > 0)
        {
            return null;
        }

        return uri.Scheme switch
        {
            "https" or "http" => new AnchorTarget(AnchorKind.Webhook, $"webhook {uri.Host} ({Tag(value)})", null, uri),
            "syslog" or "syslogs" when uri.Port > 0 && uri.AbsolutePath is "" or "/" => new AnchorTarget(
                AnchorKind.Syslog,
                $"syslog {uri.Host}:{uri.Port}",
                null,
                uri
            ),
            _ => null,
        };
    }

    private static string Short(string path) => path.Length <= 200 ? path : $"…{path[^180..]} ({Tag(path)})";

    // Tells two addresses of one host apart without showing either.
    private static string Tag(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..8];
}
