using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Scanning;

/// <summary>Whether the scanner of uploads answers.</summary>
internal sealed class ScannerHealth(ScannerReadiness scanner, IOptions<ScanningOptions> options) : IHealthSource
{
    public string Subject => "Upload scanner";

    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        FormattableString limit =
            $"No upload is accepted without a verdict within {options.Value.TimeoutSeconds} seconds (Scanning__TimeoutSeconds).";
        yield return options.Value.Kind is ScannerKind.None
            ? HealthLine.Off(Subject, $"Uploads are not scanned.", $"Set Scanning__Kind to have uploads scanned.")
        : await scanner.IsReadyAsync(ct) ? HealthLine.Well(Subject, $"The scanner answers.", limit)
        : HealthLine.Impaired(
            Subject,
            $"The scanner does not answer, so uploads are not accepted. Check the scanner and Scanning__Address.",
            limit
        );
    }
}
