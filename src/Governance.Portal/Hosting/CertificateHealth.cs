using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Sealing;
using Governance.Portal.Kernel.Storage;

namespace Governance.Portal.Hosting;

/// <summary>
/// When certificates end that this node uses: every file that a setting names and that holds one, and the seal of the key folder. The day
/// is known for months; unwatched, it is a night without the portal.
/// </summary>
internal sealed class CertificateHealth(IConfiguration configuration, KeyFolder keys, TimeProvider clock) : IHealthSource, IDoctorCheck
{
    /// <summary>How long before its end a certificate is to be replaced.</summary>
    internal static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    private const string Subject = "Certificates";
    private const string Checked = "certificates";
    private const long MostBytes = 1 << 20;

    // A file is read again once it was written: opening a PFX costs as much as checking a password.
    private readonly ConcurrentDictionary<string, (DateTime Written, DateTimeOffset? Ends)> _read = new(StringComparer.Ordinal);

    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        FormattableString limit = $"This line asks for another certificate {Soon.TotalDays} days before one ends.";
        yield return First() is not var (setting, ends) ? HealthLine.Off(Subject, $"No setting names a certificate.", limit)
        : ends <= clock.GetUtcNow()
            ? HealthLine.Impaired(Subject, $"The certificate of {setting} ended on {Day(ends)}. Replace it.", limit, ends)
        : ends <= clock.GetUtcNow() + Soon
            ? HealthLine.Impaired(Subject, $"The certificate of {setting} ends on {Day(ends)}. Replace it before.", limit)
        : HealthLine.Well(Subject, $"The first to end is that of {setting}, on {Day(ends)}.", limit);
    }

    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        yield return First() is not var (setting, ends) ? DoctorLine.Ok(Checked, "No setting names a certificate.")
        : ends <= clock.GetUtcNow() ? DoctorLine.Fail(Checked, $"The certificate of {setting} ended on {Day(ends)}. Replace it.")
        : ends <= clock.GetUtcNow() + Soon
            ? DoctorLine.Warn(Checked, $"The certificate of {setting} ends on {Day(ends)}. Replace it before.")
        : DoctorLine.Ok(Checked, $"The first to end is that of {setting}, on {Day(ends)}.");
    }

    private (string Setting, DateTimeOffset Ends)? First() =>
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

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
