using System.Globalization;
using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Portal.Operations.Monitoring.Sources.Objects;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Decisions.Streams.Rows;

/// <summary>Connections of kind <c>stream</c>: each stream that carries windows is one by its name.</summary>
internal sealed class ReceivedRowsFactory(
    IOptions<StreamsOptions> streams,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ContentStore content
) : IObjectSourceFactory
{
    public string Kind => SourceConnections.Stream;

    /// <summary>The connections that the streams are, beside those that are configured as such.</summary>
    public static IEnumerable<SourceOptions> Connections(StreamsOptions all) =>
        all
            .Sources.Where(s => s.Carries is StreamContent.Windows)
            .Select(s => new SourceOptions
            {
                Name = s.Name,
                Kind = SourceConnections.Stream,
                Address = s.Topic,
                For = s.For,
            });

    public string? Doubt(SourceOptions options) =>
        Find(options.Name) is null
            ? "__Kind: do not configure a stream here. Configure it under Streams__Sources with Carries=Windows; it is then a "
                + "connection under its own name."
            : null;

    public IObjectSource Open(SourceOptions options) =>
        Find(options.Name) is { } source
            ? new ReceivedRows(source, dbFactory, content)
            : throw new SourceException($"{options.Name} is not a stream that carries windows.") { IsFinal = true };

    private StreamSource? Find(string name) => Array.Find(streams.Value.Sources, s => s.Name == name && s.Carries is StreamContent.Windows);
}

/// <summary>
/// Rows that came by a stream, as files: each part is one. Unlike other files they never change, and the stream says up to when they are
/// whole.
/// </summary>
internal sealed class ReceivedRows(StreamSource source, IDbContextFactory<GovernanceDbContext> dbFactory, ContentStore content)
    : IObjectSource
{
    public string? TimeColumn => source.TimeColumn;

    public async Task<DateTimeOffset?> WholeUntilAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.StreamReads.Where(r => r.Stream == source.Name).Select(r => r.WholeUntil).SingleOrDefaultAsync(ct);
    }

    public async IAsyncEnumerable<SourceObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var parts = db
            .StreamParts.AsNoTracking()
            .Where(p => p.Stream == source.Name)
            .OrderBy(p => p.Number)
            .Select(p => new
            {
                p.Number,
                p.SizeBytes,
                p.WrittenAt,
                p.Sha256,
            });
        await foreach (var part in parts.AsAsyncEnumerable().WithCancellation(ct))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{source.Name}/{part.Number:D12}");
            yield return new SourceObject(name, part.SizeBytes, part.WrittenAt, part.Sha256);
        }
    }

    public async Task<long?> CopyAsync(SourceObject listed, Stream destination, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(listed);
        try
        {
            await content.CopyToAsync(listed.Tag, destination, ct);
            return listed.SizeBytes;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is ContentUnavailableException or ContentAlteredException)
        {
            throw new SourceException($"{listed.Name}: the content store cannot provide these rows at the moment.", e);
        }
    }
}
