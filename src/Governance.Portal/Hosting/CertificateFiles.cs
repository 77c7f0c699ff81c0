using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Governance.Portal.Kernel.Sealing;
using Governance.Portal.Kernel.Storage;

namespace Governance.Portal.Hosting;

/// <summary>
/// The certificates that this node uses: in every file that a setting names and that holds one, and in the seal of the key folder.
/// </summary>
internal sealed class CertificateFiles(IConfiguration configuration, KeyFolder keys)
{
    private const long MostBytes = 1 << 20;

    // A file is read again once it was written: opening a PFX costs as much as checking a password.
    private readonly ConcurrentDictionary<string, (DateTime Written, DateTimeOffset? Ends)> _read = new(StringComparer.Ordinal);

    /// <summary>The one that ends first, by the setting that names it; null without any.</summary>
    public (string Setting, DateTimeOffset Ends)? First() =>
        Files()
            .Select(f => (f.Setting, Ends: EndOf(f.File, f.Password)))
            .Where(f => f.Ends is not null)
            .OrderBy(f => f.Ends)
            .ThenBy(f => f.Setting, StringComparer.Ordinal)
            .Select(f => ((string, DateTimeOffset)?)(f.Setting, f.Ends!.Value))
            .FirstOrDefault();

    // Settings of the portal have a section; what the environment says besides is the machine's.
    private IEnumerable<(string Setting, string File, string? Password)> Files() =>
        configuration
            .AsEnumerable()
            .Where(s => s.Key.Contains(':', StringComparison.Ordinal) && s.Value is { Length: > 0 } && File.Exists(s.Value))
            .Select(s =>
                (s.Key.Replace(":", "__", StringComparison.Ordinal), s.Value!, configuration[$"{s.Key[..s.Key.LastIndexOf(':')]}:Password"])
            )
            .Concat(SealStore.CertificateFiles.Select(name => (name, keys.File(name), (string?)null)).Where(s => File.Exists(s.Item2)));

    private DateTimeOffset? EndOf(string file, string? password)
    {
        var written = File.GetLastWriteTimeUtc(file);
        if (!_read.TryGetValue(file, out var known) || known.Written != written)
        {
            known = (written, Read(file, password));
            _read[file] = known;
        }

        return known.Ends;
    }

    // Of a chain, or of several authorities, the one that ends first. A file without a certificate is none of these.
    private static DateTimeOffset? Read(string file, string? password)
    {
        X509Certificate2Collection found = [];
        try
        {
            if (new FileInfo(file).Length > MostBytes)
            {
                return null;
            }

            if (Path.GetExtension(file) is ".pfx" or ".p12")
            {
                found.AddRange(X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password));
            }
            else if (File.ReadAllText(file) is var text && text.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
            {
                found.ImportFromPem(text);
            }

            return found.Count == 0 ? null : found.Min(c => new DateTimeOffset(c.NotAfter.ToUniversalTime()));
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return null; // what needs it says what is wrong with it
        }
        finally
        {
            foreach (var certificate in found)
            {
                certificate.Dispose();
            }
        }
    }
}
