using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Outbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Scanning;

/// <summary>
/// Has everything that comes from outside scanned before it counts. What was found leaves an entry in the log, by whom and of which digest;
/// what the scanner did not judge is not taken: that it is away is no reason to let bytes in.
/// </summary>
internal sealed partial class UploadInspector(
    IUploadScanner scanner,
    Quarantine quarantine,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IOptions<ScanningOptions> options,
    TimeProvider clock,
    ILogger<UploadInspector> logger
) : IContentInspector
{
    private const string Clean = "clean";
    private const string Infected = "infected";
    private const string NotScanned = "not-scanned";
    private const string Nobody = "none";

    private static readonly Actor s_job = Actor.OfJob("upload-scan");

    public async Task<Result<ContentVerdict>> InspectAsync(string path, StoredContent content, Actor? sender, CancellationToken ct)
    {
        try
        {
            return await JudgeAsync(path, content, sender ?? s_job, ct);
        }
        catch (LogDamagedException e)
        {
            LogNotLogged(e, content.Sha256);
            return ActionRunner.Damaged;
        }
    }

    private async Task<Result<ContentVerdict>> JudgeAsync(string path, StoredContent content, Actor by, CancellationToken ct)
    {
        if (content.SizeBytes > options.Value.MaxBytes)
        {
            return await LargeAsync(content, by, ct);
        }

        ScanAnswer answer;
        try
        {
            answer = await AskAsync(path, content.SizeBytes, ct);
        }
        catch (Exception e)
            when (e is ScannerException or OutboundException or IOException
                || (e is OperationCanceledException && !ct.IsCancellationRequested)
            )
        {
            LogAway(e, content.Sha256);
            if (quarantine.Hold(path, content.Sha256, content.SizeBytes))
            {
                await AppendAsync("upload.quarantined", content, NotScanned, by, ct);
            }

            return ScanningRefusals.NotScanned;
        }

        if (answer.Finding is { } finding)
        {
            LogFound(content.Sha256, by.Id, finding);
            var held = quarantine.Hold(path, content.Sha256, content.SizeBytes);
            await AppendAsync(held ? "upload.quarantined" : "upload.refused", content, Infected, by, ct);
            return ScanningRefusals.Infected;
        }

        await AppendAsync("upload.scanned", content, Clean, by, ct);
        return new ContentVerdict(answer.Tool, Clean, clock.GetUtcNow());
    }

    private async Task<Result<ContentVerdict>> LargeAsync(StoredContent content, Actor by, CancellationToken ct)
    {
        if (options.Value.Larger is LargeContent.Refuse)
        {
            return ScanningRefusals.TooLarge(options.Value.MaxBytes);
        }

        await AppendAsync("upload.scanned", content, NotScanned, by, ct);
        return new ContentVerdict(Nobody, NotScanned, clock.GetUtcNow());
    }

    private async Task<ScanAnswer> AskAsync(string path, long sizeBytes, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.TimeoutSeconds), clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        await using var bytes = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            0,
            FileOptions.Asynchronous | FileOptions.SequentialScan
        );
        return await scanner.ScanAsync(bytes, sizeBytes, bound.Token);
    }

    private async Task AppendAsync(string action, StoredContent content, string verdict, Actor by, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        db.Append(
            new AuditEvent(
                action,
                content.Sha256,
                new JsonObject
                {
                    ["sha256"] = content.Sha256,
                    ["sizeBytes"] = content.SizeBytes,
                    ["verdict"] = verdict,
                }
            ),
            by,
            clock.GetUtcNow()
        );
        await db.SaveChangesAsync(ct);
    }

    [LoggerMessage(2701, LogLevel.Error, "The scanner gave no verdict on the upload {Sha256}, so it was not accepted")]
    private partial void LogAway(Exception e, string sha256);

    [LoggerMessage(2703, LogLevel.Critical, "The verdict on the upload {Sha256} could not be logged")]
    private partial void LogNotLogged(Exception e, string sha256);

    [LoggerMessage(2702, LogLevel.Warning, "The scanner found something in the upload {Sha256} of {Sender}: {Finding}")]
    private partial void LogFound(string sha256, string sender, string finding);
}

/// <summary>Why an upload was not taken.</summary>
internal static class ScanningRefusals
{
    public static Refusal Infected { get; } =
        new("upload.infected", $"The scanner found malicious content in this file. The file was not accepted.", RefusalKind.Invalid);

    public static Refusal NotScanned { get; } =
        new(
            "upload.not-scanned",
            $"Files are scanned before they are accepted, and the scanner gave no verdict. Nothing was accepted. Try again later.",
            RefusalKind.Unavailable
        );

    public static Refusal TooLarge(long bytes) =>
        new(
            "upload.too-large-to-scan",
            $"This exceeds what the scanner accepts: Scanning__MaxBytes is {bytes} bytes. Nothing was kept.",
            RefusalKind.TooLarge
        );
}
