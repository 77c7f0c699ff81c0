using System.Globalization;
using Governance.Analytics.Parquet.Native;

namespace Governance.Analytics.Parquet.Worker;

/// <summary>Joins chunks to batches, and cuts them where their texts are long.</summary>
internal sealed class RowsUnderWay(ColumnBuffer[] columns, string[] names, WorkerLimits limits, FrameWriter frame)
{
    private readonly int[] _texts = [.. Enumerable.Range(0, columns.Length).Where(i => columns[i].HasTexts)];

    // Many columns make short batches.
    private readonly int _most = Math.Clamp(Frames.BatchBytes / Math.Max(1, columns.Sum(c => c.RowBytes)), 1, Frames.BatchRows);
    private int _rows;

    /// <summary>Adds the rows of a chunk.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="before">Rows before it in the file.</param>
    public void Add(ChunkHandle chunk, long before)
    {
        var size = (int)DuckDbApi.ChunkSize(chunk);
        var vectors = columns.Select((_, i) => DuckDbApi.ChunkVector(chunk, (ulong)i)).ToArray();
        var texts = _texts.Select(i => new TextVector(vectors[i])).ToArray();
        var from = 0;
        while (from < size)
        {
            var count = Fitting(texts, from, Math.Min(size - from, _most - _rows), before);
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i].Add(vectors[i], from, count);
            }
            _rows += count;
            from += count;
            if (_rows == _most || columns.Sum(c => (long)c.Bytes) >= Frames.BatchBytes)
            {
                Flush();
            }
        }
    }

    /// <summary>Sends what is there.</summary>
    public void Flush()
    {
        if (_rows == 0)
        {
            return;
        }
        frame.Int(_rows);
        foreach (var column in columns)
        {
            column.WriteTo(frame);
        }
        frame.Send(Frames.Batch);
        _rows = 0;
    }

    // Values of a page may be short and mean long texts: a row is looked at before its bytes are copied.
    private int Fitting(TextVector[] texts, int from, int most, long before)
    {
        var bytes = columns.Sum(c => (long)c.Bytes);
        for (var row = 0; row < most && texts.Length > 0; row++)
        {
            for (var i = 0; i < texts.Length; i++)
            {
                var length = texts[i][from + row].Length;
                if (length > limits.MaxTextBytes)
                {
                    throw new WorkerException(
                        Failure.TextTooLong,
                        length.ToString(CultureInfo.InvariantCulture),
                        before + from + row + 1,
                        names[_texts[i]]
                    );
                }
                bytes += length;
            }
            if (bytes >= Frames.BatchBytes)
            {
                return row + 1;
            }
        }
        return most;
    }
}
