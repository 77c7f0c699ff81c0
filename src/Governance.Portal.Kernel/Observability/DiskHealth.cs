using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Observability;

/// <summary>Room on the file systems of this node: what uploads leave free belongs to the log.</summary>
internal sealed class DiskHealth(IFreeSpace space, StorageReserve reserve, IOptions<StorageOptions> storage, IConfiguration configuration)
    : IHealthSource
{
    private const double LowShare = 0.1;

    public string Subject => "Artifact store disk";

    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        yield return Of(Subject, Path.GetFullPath(storage.Value.ArtifactPath));
        yield return Of("Key store disk", Path.GetFullPath(storage.Value.KeyPath));
        if (DataServices.FileOf(configuration.Database()) is { } file)
        {
            yield return Of("Database disk", Path.GetDirectoryName(file)!);
        }
    }

    private HealthLine Of(string subject, string folder)
    {
        if (space.Of(folder) is not var (free, total))
        {
            return HealthLine.Impaired(
                subject,
                $"The operating system does not report how much space is free.",
                $"Uploads are not limited by free space here."
            );
        }

        var (left, all) = (Formats.Size(free), Formats.Size(total));
        var kept = reserve.BytesOf(total);
        var least = Formats.SizeLimit(kept);
        var limit =
            kept == 0
                ? (FormattableString)$"No reserve is set: uploads may fill the disk (Storage__ReserveBytes)."
                : $"Uploads and streams leave {least} free for the database, the log and the keys (Storage__ReserveBytes).";
        return free < kept
                ? HealthLine.Stopped(
                    subject,
                    $"{left} of {all} is free. Uploads and streams are refused until there is more; everything else works.",
                    limit
                )
            : free < total * LowShare
                ? HealthLine.Impaired(subject, $"{left} of {all} is free. Free some space before uploads are refused.", limit)
            : HealthLine.Well(subject, $"{left} of {all} is free.", limit);
    }
}
