using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Scanning;

/// <summary>Whether the scanner of uploads answers.</summary>
internal sealed class ScannerDoctor(ScannerReadiness scanner, IOptions<ScanningOptions> options) : IDoctorCheck
{
    private const string Subject = "scanner";

    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        yield return options.Value.Kind is ScannerKind.None ? DoctorLine.Ok(Subject, "Not configured.")
        : await scanner.IsReadyAsync(ct) ? DoctorLine.Ok(Subject, $"{options.Value.Kind} answers.")
        : DoctorLine.Fail(
            Subject,
            $"{options.Value.Kind} does not answer, so uploads are refused. Start it, or correct Scanning__Address."
        );
    }
}
