using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>
/// What an OPA may decide with, as a bundle it pulls: models with class, tags and the versions that serve, and the policies in force. Made
/// again when something in it changed; its revision is the SHA-256 of the data.
/// </summary>
public sealed class OpaBundle(IDbContextFactory<GovernanceDbContext> dbFactory, ContentStore store)
{
    /// <summary>The one bundle there is.</summary>
    public const string Name = "governance";

    private const string Root = "governance";

    /// <summary>Writes the data into a file of its own.</summary>
    /// <returns>The file, which goes when it is closed, and its revision.</returns>
    public async Task<(Stream Data, string Revision)> DataAsync(CancellationToken ct)
    {
        var file = store.OpenTemporary();
        try
        {
            await WriteAsync(file, ct);
            file.Position = 0;
            var revision = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
            file.Position = 0;
            return (file, revision);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Packs data and manifest as OPA reads them: a gzipped tar. The same data gives the same bytes.</summary>
    public static async Task PackAsync(Stream data, string revision, Stream destination, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(data);
        await using var gzip = new GZipStream(destination, CompressionLevel.Fastest, leaveOpen: true);
        await using var tar = new TarWriter(gzip, TarEntryFormat.Pax, leaveOpen: true);
        await AddAsync(tar, "/data.json", data, ct);
        using var manifest = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(new { revision, roots = new[] { Root } }));
        await AddAsync(tar, "/.manifest", manifest, ct);
    }

    private static async Task AddAsync(TarWriter tar, string name, Stream content, CancellationToken ct) =>
        await tar.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = content,
                ModificationTime = DateTimeOffset.UnixEpoch,
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            },
            ct
        );

    private async Task WriteAsync(Stream file, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var json = new Utf8JsonWriter(file);
        json.WriteStartObject();
        json.WriteStartObject(Root);
        json.WriteStartObject("policies");
        foreach (var policy in await ActivePolicies.LoadAsync(db, ct))
        {
            json.WriteStartObject(policy.Name);
            json.WriteString("version", policy.Version);
            json.WriteString("sha256", policy.Sha256);
            json.WriteString("mode", policy.Mode.ToWireName());
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("models");
        var serving = (
            await db
                .Deployments.AsNoTracking()
                .Where(d => d.Until == null)
                .OrderBy(d => d.Id)
                .Select(d => new
                {
                    d.Model,
                    d.Version,
                    d.Stage,
                    d.ArtifactSha256,
                })
                .ToListAsync(ct)
        ).ToLookup(d => d.Model, StringComparer.Ordinal);
        var written = 0;
        await foreach (var model in db.Models.AsNoTracking().OrderBy(m => m.Name).AsAsyncEnumerable().WithCancellation(ct))
        {
            Write(json, model, serving[model.Name].Select(d => (d.Stage, d.Version, d.ArtifactSha256)));
            if (++written % 500 == 0)
            {
                await json.FlushAsync(ct);
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Model model, IEnumerable<(Stage Stage, string Version, string Sha256)> serving)
    {
        json.WriteStartObject(model.Name);
        json.WriteString("riskClass", model.RiskClass is { } risk ? WireName.Of(risk) : null);
        json.WriteStartObject("tags");
        foreach (var (name, value) in model.Tags.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("serving");
        foreach (var (stage, version, sha256) in serving.Distinct())
        {
            json.WriteStartObject();
            json.WriteString("stage", WireName.Of(stage));
            json.WriteString("version", version);
            json.WriteString("sha256", sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
