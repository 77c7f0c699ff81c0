using System.Globalization;
using Governance.Data;
using Governance.Domain.Models.Registries;
using Governance.Portal.Models.Registries;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Registries;

/// <summary>
/// What every registry has to go through: first import, repeat without change, changed there, deleted there, throttled, resumed after its
/// process ended. No duplicate, nothing lost.
/// </summary>
public sealed class RegistryAcceptanceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly string[] s_kinds = ["sagemaker", "kubeflow", "hugging-face", "azure-ml"];

    public static TheoryData<string> Kinds { get; } = [.. s_kinds];

    // What waits and what goes on is decided above all of them: two of each in every run.
    public static TheoryData<string> Waiting { get; } = [.. Soak.Sample(s_kinds, every: 2)];

    public static TheoryData<string> Resumed { get; } = [.. Soak.Sample(s_kinds, every: 2, from: 1)];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Import_FirstAndAgain_RegistersEverythingOnce(string kind)
    {
        await using var lab = await RegistryLab.StartAsync(kind);
        lab.Add("fraud-scorer", 3);
        lab.Add("churn", 2);
        await using var registry = await SceneAsync(kind, lab);

        var first = await ImportAsync(registry);
        var before = await StateAsync(registry);
        var second = await ImportAsync(registry);

        Assert.Equal(
            (RegistryImportState.Done, 2, 2, 5, 5),
            (first.State, first.Models, first.NewModels, first.Versions, first.NewVersions)
        );
        Assert.Equal((2, 5), (before.Models, before.Versions));
        Assert.Equal(
            (RegistryImportState.Done, 2, 0, 5, 0, 0, 0),
            (second.State, second.Models, second.NewModels, second.Versions, second.NewVersions, second.Changed, second.Gone)
        );
        Assert.Equal(before, await StateAsync(registry));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Import_OfWhatChangedAndWhatWasDeletedThere_MarksBoth_AndDeletesNothing(string kind)
    {
        await using var lab = await RegistryLab.StartAsync(kind);
        lab.Add("fraud-scorer", 3);
        await using var registry = await SceneAsync(kind, lab);
        await ImportAsync(registry);

        lab.Change("fraud-scorer", 2);
        var changed = await ImportAsync(registry);
        lab.Remove("fraud-scorer", 3);
        var removed = await ImportAsync(registry);
        var last = await ImportAsync(registry);

        Assert.Equal((RegistryImportState.Done, 0, 0), (changed.State, changed.NewVersions, changed.Gone));
        Assert.InRange(changed.Changed, 1, 2); // the version, and the model where it says something of it
        Assert.Equal((RegistryImportState.Done, 0, 1), (removed.State, removed.NewVersions, removed.Gone));
        Assert.Equal(0, last.Gone); // said once
        var state = await StateAsync(registry);
        Assert.Equal((1, 3), (state.Models, state.Versions));
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(1, await db.ImportedVersions.CountAsync(v => v.GoneAt != null, Ct));
    }

    [Theory, MemberData(nameof(Waiting)), Trait(Soak.Trait, Soak.Value)]
    public async Task Import_OfARegistryThatCannotBeRead_WaitsAndThenReadsAll(string kind)
    {
        await using var lab = await RegistryLab.StartAsync(kind);
        lab.Add("fraud-scorer", 2);
        await using var registry = await SceneAsync(kind, lab);
        lab.Break();
        await RequestAsync(registry);

        await StepAsync(registry);
        var waiting = await LastAsync(registry);
        lab.Repair();
        registry.Clock.Advance(TimeSpan.FromMinutes(11));
        await StepAsync(registry);

        Assert.Equal((RegistryImportState.Running, 1), (waiting.State, waiting.Tries));
        Assert.NotEmpty(waiting.Problem!);
        var done = await LastAsync(registry);
        Assert.Equal((RegistryImportState.Done, 1, 2), (done.State, done.NewModels, done.NewVersions));
        Assert.Equal((1, 2), await StateAsync(registry) is var s ? (s.Models, s.Versions) : default);
    }

    [Theory, MemberData(nameof(Resumed)), Trait(Soak.Trait, Soak.Value)]
    public async Task Import_WhoseProcessEnded_GoesOnWhereItStood(string kind)
    {
        await using var lab = await RegistryLab.StartAsync(kind);
        foreach (var model in (string[])["a-model", "b-model", "c-model", "d-model"])
        {
            lab.Add(model, 2);
        }

        await using var registry = await SceneAsync(kind, lab, pageSize: 2);
        await RequestAsync(registry);
        using (var ends = CancellationTokenSource.CreateLinkedTokenSource(Ct))
        {
            var heard = 0;
            using var listening = registry.Portal.Get<ChangeFeed>().Subscribe([], change => EndAfter(change, ref heard, ends));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => registry.Portal.Get<RunImports>().RunAsync(ends.Token));
        }

        var broken = await LastAsync(registry);
        registry.Clock.Advance(TimeSpan.FromMinutes(20));
        await StepAsync(registry);

        Assert.False(broken.IsOver);
        Assert.InRange(broken.Models, 1, 3);
        var done = await LastAsync(registry);
        Assert.Equal((RegistryImportState.Done, 4, 8), (done.State, done.NewModels, done.NewVersions));
        var state = await StateAsync(registry);
        Assert.Equal((4, 8), (state.Models, state.Versions));
    }

    // After the second model that was read.
    private static void EndAfter(Change change, ref int heard, CancellationTokenSource ends)
    {
        if (change.Action == "registry.import" && ++heard == 2)
        {
            ends.Cancel();
        }
    }

    internal static Task<RegistryFixture> SceneAsync(string kind, RegistryLab lab, int pageSize = 100, bool writeBack = false) =>
        RegistryFixture.CreateAsync(
            DatabaseKind.Sqlite,
            s =>
            {
                s["Outbound:PrivateHosts:0"] = "127.0.0.1";
                s["Registries:Connections:0:Name"] = "lab";
                s["Registries:Connections:0:Kind"] = kind;
                s["Registries:Connections:0:Owner"] = RegistryFixture.Owner;
                s["Registries:Connections:0:ReconcileMinutes"] = "0";
                s["Registries:Connections:0:PageSize"] = pageSize.ToString(CultureInfo.InvariantCulture);
                s["Registries:Connections:0:WriteBack"] = writeBack ? "true" : "false";
                lab.Configure(s);
            }
        );

    private static async Task RequestAsync(RegistryFixture registry)
    {
        var asked = await registry.Portal.Get<RequestImport>().RunAsync(Domain.Identity.Actor.Host, "lab", null, isDryRun: false, Ct);
        Assert.True(asked.IsDone, asked.Refusal?.Message);
    }

    private static Task<int> StepAsync(RegistryFixture registry) => registry.Portal.Get<RunImports>().RunAsync(Ct);

    internal static async Task<RegistryImport> ImportAsync(RegistryFixture registry)
    {
        await RequestAsync(registry);
        await StepAsync(registry);
        registry.Clock.Advance(TimeSpan.FromHours(1));
        return await LastAsync(registry);
    }

    private static async Task<RegistryImport> LastAsync(RegistryFixture registry)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.RegistryImports.AsNoTracking().OrderByDescending(i => i.Id).FirstAsync(Ct);
    }

    private static async Task<(int Models, int Versions, int Evidence)> StateAsync(RegistryFixture registry)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return (await db.Models.CountAsync(Ct), await db.Versions.CountAsync(Ct), await db.Evidence.CountAsync(Ct));
    }
}
