using System.Globalization;
using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Hosting;

/// <summary>When the certificates of this node end. The day is known for months; unwatched, it is a night without the portal.</summary>
internal sealed class CertificateHealth(CertificateFiles certificates, TimeProvider clock) : IHealthSource, IDoctorCheck
{
    /// <summary>How long before its end a certificate is to be replaced.</summary>
    internal static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public string Subject => "Certificates";
    private const string Checked = "certificates";

    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        FormattableString limit = $"This line asks for another certificate {Soon.TotalDays} days before one ends.";
        yield return certificates.First() is not var (setting, ends) ? HealthLine.Off(Subject, $"No setting names a certificate.", limit)
        : ends <= clock.GetUtcNow()
            ? HealthLine.Impaired(Subject, $"The certificate of {setting} ended on {Day(ends)}. Replace it.", limit, ends)
        : ends <= clock.GetUtcNow() + Soon
            ? HealthLine.Impaired(Subject, $"The certificate of {setting} ends on {Day(ends)}. Replace it before.", limit)
        : HealthLine.Well(Subject, $"The first to end is that of {setting}, on {Day(ends)}.", limit);
    }

    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        yield return certificates.First() is not var (setting, ends) ? DoctorLine.Ok(Checked, "No setting names a certificate.")
        : ends <= clock.GetUtcNow() ? DoctorLine.Fail(Checked, $"The certificate of {setting} ended on {Day(ends)}. Replace it.")
        : ends <= clock.GetUtcNow() + Soon
            ? DoctorLine.Warn(Checked, $"The certificate of {setting} ends on {Day(ends)}. Replace it before.")
        : DoctorLine.Ok(Checked, $"The first to end is that of {setting}, on {Day(ends)}.");
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
