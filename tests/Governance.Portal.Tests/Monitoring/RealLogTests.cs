using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Demo;
using Governance.Portal.Operations.Monitoring;
using Governance.Testing;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>Real logs through the same upload a pipeline uses, against the check values published with them.</summary>
public sealed class RealLogTests
{
    [Fact]
    public async Task Ids_WindowsAndLateLabels_EqualTheCheckValues()
    {
        var (portal, monitors) = await UploadAsync("ids", "ids-netflow", "1.0.0", late: true);
        await using var _ = portal;

        Assert.Equal(0.992324, monitors["reference"].Before!.Value, 1e-6);
        Assert.Equal(0.862155, monitors["w4"].Before!.Value, 1e-6);
        Assert.Equal(0.859501, monitors["w4"].After!.Value, 1e-6);
        Assert.Equal(0.008529, monitors["w4"].Psi["protocol_type"]!.Value, 1e-6);
        Assert.Equal(0.150616, monitors["w4"].Psi["duration"]!.Value, 1e-6);
        Assert.Equal(0.329141, monitors["w1"].Psi["service"]!.Value, 1e-6);
    }

    [Fact]
    public async Task Credit_Windows_EqualTheCheckValues()
    {
        var (portal, monitors) = await UploadAsync("credit", "credit-default", "1.0.0", late: false);
        await using var _ = portal;

        Assert.Equal(0.381399, monitors["w1"].Psi["sex"]!.Value, 1e-6);
        Assert.Equal(0.032285, monitors["w2"].Psi["limit_bal"]!.Value, 1e-6);
        Assert.Equal(0.807680, monitors["w1"].Before!.Value, 1e-6);
    }

    private static async Task<(PortalFactory Portal, Dictionary<string, Monitor> Monitors)> UploadAsync(
        string folder,
        string model,
        string version,
        bool late
    )
    {
        var root = Environment.GetEnvironmentVariable("GOVERNANCE_REAL_DATA");
        if (string.IsNullOrEmpty(root))
        {
            Assert.Skip("Set GOVERNANCE_REAL_DATA to the folder of the real logs to compare with their check values.");
        }

        var ct = TestContext.Current.CancellationToken;
        var portal = new PortalFactory();
        await RegistrySeed.VersionAsync(portal, model, version);
        using var files = await WindowFiles.SplitAsync(Path.Combine(root, folder, "predictions.csv.gz"), version, ct);
        var ids = new Dictionary<string, WindowId>(StringComparer.Ordinal);
        foreach (var file in files.Files)
        {
            await using var body = File.OpenRead(file.Path);
            var role = file.Window == "reference" ? WindowRole.Reference : WindowRole.Current;
            var outcome = await portal
                .Get<UploadWindow>()
                .RunAsync(Actor.Host, new(model, version, role, null, null, WindowColumns.Default), body, ct);
            Assert.Null(outcome.Refusal);
            ids[file.Window] = outcome.Value.Window;
        }

        var before = await ReadAsync(portal, model, version, ct);
        if (late)
        {
            await using var labels = File.OpenRead(Path.Combine(root, folder, "late_labels.csv.gz"));
            var outcome = await portal.Get<UploadLabels>().RunAsync(Actor.Host, model, version, labels, ct);
            Assert.Null(outcome.Refusal);
        }

        var after = await ReadAsync(portal, model, version, ct);
        return (
            portal,
            ids.ToDictionary(
                p => p.Key,
                p => new Monitor(
                    before[p.Value].Performance?.Metric("auc"),
                    after[p.Value].Performance?.Metric("auc"),
                    after[p.Value].Features.ToDictionary(f => f.Name, f => f.Psi, StringComparer.Ordinal)
                ),
                StringComparer.Ordinal
            )
        );
    }

    private static async Task<Dictionary<WindowId, WindowView>> ReadAsync(
        PortalFactory portal,
        string model,
        string version,
        CancellationToken ct
    ) => (await portal.Get<MonitoringQueries>().WindowsAsync(model, version, 500, ct)).ToDictionary(w => w.Id);

    private sealed record Monitor(double? Before, double? After, Dictionary<string, double?> Psi);
}
