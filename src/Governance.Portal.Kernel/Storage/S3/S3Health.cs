using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>Whether the bucket answers.</summary>
internal sealed class S3Health(S3Shelf shelf, IOptions<S3Options> options, TimeProvider clock) : IHealthSource
{
    public string Subject => "Bucket";

    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(3);

    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        if (!options.Value.IsOn)
        {
            yield return HealthLine.Off(Subject, $"Files are kept in a folder.", $"The limit for the artifact store disk applies.");
            yield break;
        }

        var seconds = options.Value.TimeoutSeconds;
        FormattableString limit =
            $"Four attempts of {seconds} seconds each; everything that needs no file keeps working (Storage__S3__TimeoutSeconds).";
        yield return await LookAsync(limit, ct);
    }

    private async Task<HealthLine> LookAsync(FormattableString limit, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(s_wait, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            return await shelf.FindFaultAsync(bound.Token) is { } fault
                ? HealthLine.Impaired(Subject, $"Files can be neither read nor stored: {fault}", limit)
                : HealthLine.Well(Subject, $"The bucket answers.", limit);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return HealthLine.Impaired(Subject, $"The bucket did not answer within {s_wait.TotalSeconds} seconds.", limit);
        }
    }
}
