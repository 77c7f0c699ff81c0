namespace Governance.Analytics.Parquet.Native;

/// <summary>A result that is read chunk by chunk.</summary>
internal sealed class DuckDbRows : IDisposable
{
    private DuckDbResult _result;

    public DuckDbRows(DuckDbResult result)
    {
        _result = result;
        var count = (int)DuckDbApi.ColumnCount(ref _result);
        Names = [.. Enumerable.Range(0, count).Select(i => DuckDbSession.Text(DuckDbApi.ColumnName(ref _result, (ulong)i)))];
        Types = [.. Enumerable.Range(0, count).Select(i => DuckDbApi.ColumnType(ref _result, (ulong)i))];
    }

    public string[] Names { get; }

    public DuckDbType[] Types { get; }

    /// <summary>The next rows.</summary>
    /// <returns>To be disposed of; <see langword="null"/> after the last.</returns>
    public ChunkHandle? Next()
    {
        var chunk = DuckDbApi.FetchChunk(_result);
        if (!chunk.IsInvalid)
        {
            return chunk;
        }
        var error = DuckDbApi.ResultError(ref _result);
        return error == 0 ? null : throw new DuckDbException(DuckDbSession.Text(error));
    }

    public void Dispose() => DuckDbApi.DestroyResult(ref _result);
}
