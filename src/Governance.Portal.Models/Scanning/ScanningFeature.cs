using Governance.Data.Artifacts;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Scanning;

/// <summary>The scanner of uploads: off unless configuration names one.</summary>
internal sealed class ScanningFeature : IPortalFeature
{
    public void Add(IServiceCollection services)
    {
        services.AddOptions<ScanningOptions>().BindConfiguration(ScanningOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ScanningOptions>, ScanningOptionsValidator>();
        services.AddSingleton<IValidateOptions<ScanningOptions>, ScanningAddressValidator>();
        services.AddSingleton<ScannerConnection>();
        services.AddSingleton<Quarantine>();
        services.AddSingleton<ClamAvScanner>();
        services.AddSingleton<IcapScanner>();
        services.AddSingleton<IUploadScanner>(p =>
            KindOf(p) is ScannerKind.Icap ? p.GetRequiredService<IcapScanner>() : p.GetRequiredService<ClamAvScanner>()
        );
        services.AddSingleton<UploadInspector>();
        services.AddSingleton<IContentInspector>(p => KindOf(p) is ScannerKind.None ? null! : p.GetRequiredService<UploadInspector>());
        services.AddSingleton<ScannerReadiness>().AddSingleton<IReadinessCheck>(p => p.GetRequiredService<ScannerReadiness>());
        services.AddDoctorCheck<ScannerDoctor>("scanner");
        services.AddSingleton<IHealthSource, ScannerHealth>();
        services.AddSingleton<IInstallationCheck, QuarantineCheck>();
        services.AddActionLabels(
            ("upload.scanned", "Upload scanned"),
            ("upload.refused", "Upload refused by the scanner"),
            ("upload.quarantined", "Upload put in quarantine")
        );
        services.AddJobName("upload-scan", "Upload scan");
    }

    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) =>
        api.MapGet("/quarantine", (Quarantine quarantine) => TypedResults.Ok(quarantine.List()))
            .RequirePermission(Permission.Administer)
            .WithTags("Administration")
            .WithName("listQuarantine")
            .WithSummary("List quarantined uploads")
            .WithDescription(
                "Uploads that were not accepted and are held in the quarantine folder of the host, newest first: with digest, "
                    + "length and the time since which they have been held. Their bytes cannot be downloaded anywhere; the log "
                    + "says who sent them (upload.quarantined)."
            )
            .Produces<IReadOnlyList<HeldUpload>>()
            .ProducesProblem(401)
            .ProducesProblem(403);

    private static ScannerKind KindOf(IServiceProvider services) => services.GetRequiredService<IOptions<ScanningOptions>>().Value.Kind;
}

/// <summary>A node whose scanner is away takes no uploads and serves everything else.</summary>
internal sealed class ScannerReadiness(IUploadScanner scanner, IOptions<ScanningOptions> options, TimeProvider clock) : IReadinessCheck
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(2);

    public async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        if (options.Value.Kind is ScannerKind.None)
        {
            return true;
        }

        using var time = new CancellationTokenSource(s_wait, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            return await scanner.IsThereAsync(bound.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}

/// <summary>What is held in quarantine waits for someone.</summary>
internal sealed class QuarantineCheck(Quarantine quarantine) : IInstallationCheck
{
    public string Subject => "the quarantine";

    public async IAsyncEnumerable<string> FindAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var held in quarantine.List())
        {
            ct.ThrowIfCancellationRequested();
            yield return $"An upload is held in quarantine: {held.Sha256}. "
                + "Examine it on the host, then remove it from the store's quarantine folder.";
        }
    }
}
