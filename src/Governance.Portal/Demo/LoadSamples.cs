using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Lineage;
using Governance.Domain.Monitoring;
using Governance.Portal.Models.Lineage;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// Loads a folder of samples by the same actions a pipeline calls: model, versions with their files, evidence, windows, late labels. What
/// is there already is left as it is.
/// </summary>
public sealed class LoadSamples(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ContentStore store,
    RegisterModel registerModel,
    RegisterVersion registerVersion,
    AddEvidence addEvidence,
    UploadWindow uploadWindow,
    UploadLabels uploadLabels,
    StoreLineage storeLineage,
    TimeProvider clock
)
{
    private const long MaxArtifactBytes = 1L << 30;
    private const int MaxDatasets = 1_000;

    /// <summary>Loads the folder.</summary>
    /// <param name="actor">Who: an engineer, or the host.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="owner">E-mail address of the model's owner.</param>
    /// <param name="say">Told what was done, line by line.</param>
    /// <param name="ct">Cancels between two actions; what was done stays.</param>
    /// <param name="shift">How far the times of the folder are moved.</param>
    public async Task<Result<SampleFolder>> RunAsync(
        Actor actor,
        string folder,
        string owner,
        Action<string> say,
        CancellationToken ct,
        TimeSpan shift = default
    )
    {
        ArgumentNullException.ThrowIfNull(say);
        var samples = SampleFolder.Open(folder, shift);
        if (await ModelAsync(actor, samples, owner, say, ct) is { } model)
        {
            return model;
        }

        foreach (var (version, _) in samples.Versions)
        {
            if (await VersionAsync(actor, samples, version, say, ct) is { } refusal)
            {
                return refusal;
            }
        }

        if (await LineageAsync(actor, samples, say, ct) is { } notStored)
        {
            return notStored;
        }

        return await MonitoringAsync(actor, samples, Columns(samples), say, ct) is { } bad ? bad : samples;
    }

    /// <summary>The columns of a folder's windows.</summary>
    internal static WindowColumns Columns(SampleFolder samples) =>
        WindowColumns.Default with
        {
            Protected = samples.Protected,
            FavourableIsZero = samples.FavourableIsZero,
        };

    /// <summary>Registers the model.</summary>
    internal async Task<Refusal?> ModelAsync(Actor actor, SampleFolder samples, string owner, Action<string> say, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.Models.AnyAsync(m => m.Name == samples.Model, ct))
        {
            return null;
        }

        var outcome = await registerModel.RunAsync(actor, samples.ModelCommand(owner), ct);
        if (outcome.IsDone)
        {
            say($"{samples.Model}: registered");
        }

        return outcome.Refusal;
    }

    /// <summary>Registers a version with its file and its evidence.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="samples">The folder.</param>
    /// <param name="version">The version.</param>
    /// <param name="say">Told what was done.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="madeOn">The day on which its evidence was made, when it is not the one that the folder names.</param>
    internal async Task<Refusal?> VersionAsync(
        Actor actor,
        SampleFolder samples,
        string version,
        Action<string> say,
        CancellationToken ct,
        DateOnly? madeOn = null
    )
    {
        var path = samples.Versions.Single(v => v.Version == version).Path;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            if (await db.Versions.AnyAsync(v => v.Model == samples.Model && v.Version == version, ct))
            {
                return null;
            }
        }

        await using var file = File.OpenRead(path);
        var received = await store.ReceiveAsync(file, MaxArtifactBytes, "Limits__ArtifactBytes", ct);
        if (received.Refusal is { } tooLarge)
        {
            return tooLarge;
        }

        await using var incoming = received.Value;
        var command = samples.VersionCommand(version, incoming.Content.Sha256, incoming.Content.SizeBytes);
        var registered = await registerVersion.RunAsync(actor, command, incoming, ct);
        if (registered.Refusal is { } refusal)
        {
            return refusal;
        }

        var evidence = samples.EvidenceOf(version, clock.GetUtcNow(), madeOn);
        foreach (var one in evidence)
        {
            var added = await addEvidence.RunAsync(actor, new(samples.Model, version, one.Kind, one.Tool, one.ProducedAt), one.Payload, ct);
            if (added.Refusal is { } bad)
            {
                return bad;
            }
        }

        say($"{samples.Model} {version}: registered with its file and {evidence.Count} pieces of evidence");
        return null;
    }

    /// <summary>Stores the lineage. Events that are there already are counted as repeated and change nothing.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="samples">The folder.</param>
    /// <param name="say">Told what was done.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="until">Only what had happened by then; all of it when null.</param>
    internal async Task<Refusal?> LineageAsync(
        Actor actor,
        SampleFolder samples,
        Action<string> say,
        CancellationToken ct,
        DateTimeOffset? until = null
    )
    {
        var events = new List<LineageEvent>();
        foreach (
            var node in samples.LineageEvents.Where(e =>
                until is null || DateTimeOffset.Parse((string)e["eventTime"]!, CultureInfo.InvariantCulture) <= until
            )
        )
        {
            using var json = JsonDocument.Parse(node.ToJsonString());
            var read = LineageEventReader.Read(json.RootElement, MaxDatasets);
            if (read.Refusal is { } refusal)
            {
                return refusal;
            }

            events.Add(read.Value);
        }

        if (events.Count == 0)
        {
            return null;
        }

        var stored = await storeLineage.RunAsync(actor, events, ct);
        if (stored.IsDone)
        {
            say($"{samples.Model}: {stored.Value.Stored} lineage events");
        }

        return stored.Refusal;
    }

    private async Task<Refusal?> MonitoringAsync(
        Actor actor,
        SampleFolder samples,
        WindowColumns columns,
        Action<string> say,
        CancellationToken ct
    )
    {
        if (samples.Predictions is not { } log)
        {
            return null;
        }

        using var files = await WindowFiles.SplitAsync(log, version: null, ct, samples.Shift);
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            if (await db.Windows.AnyAsync(w => w.Model == samples.Model && w.Version == files.Version, ct))
            {
                say($"{samples.Model} {files.Version}: has monitoring windows already, none were added");
                return null;
            }
        }

        foreach (var file in files.Files)
        {
            if (await WindowAsync(actor, samples.Model, files.Version, columns, file, ct) is { } bad)
            {
                return bad;
            }
        }

        say($"{samples.Model} {files.Version}: {files.Files.Count} monitoring windows");
        return await LabelsAsync(actor, samples, files.Version, say, ct);
    }

    /// <summary>Uploads one window.</summary>
    internal async Task<Refusal?> WindowAsync(
        Actor actor,
        string model,
        string version,
        WindowColumns columns,
        WindowFile file,
        CancellationToken ct
    )
    {
        await using var body = File.OpenRead(file.Path);
        var role = file.IsReference ? WindowRole.Reference : WindowRole.Current;
        return (await uploadWindow.RunAsync(actor, new(model, version, role, null, null, columns), body, ct)).Refusal;
    }

    /// <summary>Uploads the labels that came late, where the folder has some.</summary>
    internal async Task<Refusal?> LabelsAsync(Actor actor, SampleFolder samples, string version, Action<string> say, CancellationToken ct)
    {
        if (samples.LateLabels is not { } late)
        {
            return null;
        }

        await using var labels = await OpenAsync(late, samples.Shift, ct);
        var labelled = await uploadLabels.RunAsync(actor, samples.Model, version, labels, ct);
        if (labelled.IsDone)
        {
            say($"{samples.Model} {version}: {labelled.Value.Matched} late labels");
        }

        return labelled.Refusal;
    }

    private static async Task<Stream> OpenAsync(string path, TimeSpan shift, CancellationToken ct)
    {
        if (shift == TimeSpan.Zero)
        {
            return File.OpenRead(path);
        }

        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return new MemoryStream(Encoding.UTF8.GetBytes(SampleTimes.Move(await reader.ReadToEndAsync(ct), shift)));
    }
}
