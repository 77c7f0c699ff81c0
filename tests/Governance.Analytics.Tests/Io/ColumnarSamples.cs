using System.Runtime.InteropServices;
using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Io;

/// <summary>Files of typed columns without a format: what Parquet and Arrow readers hand on.</summary>
internal static class ColumnarSamples
{
    /// <summary>Reads one column of eight-byte values, the last ones missing.</summary>
    public static Task<Table> ReadAsync((string Name, ColumnarKind Kind, long[] Values) column, int missing = 0) =>
        TableReader.ReadAsync(
            new MemoryStream([.. "PAR1"u8, .. new byte[60]]),
            new TabularReadOptions { Columnar = new Reader(column, missing) },
            TestContext.Current.CancellationToken
        );

    private sealed class Reader((string Name, ColumnarKind Kind, long[] Values) column, int missing) : IColumnarReader, IColumnarFile
    {
        private bool _isRead;

        public IReadOnlyList<ColumnarColumn> Columns => [new ColumnarColumn(column.Name, column.Kind, "sample")];

        public long RowCount => column.Values.Length + missing;

        public Task<IColumnarFile> OpenAsync(Stream content, TabularLimits limits, CancellationToken cancellationToken) =>
            Task.FromResult<IColumnarFile>(this);

        public Task SelectAsync(IReadOnlyList<int> columns, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask<ColumnarBatch?> ReadAsync(CancellationToken cancellationToken)
        {
            if (_isRead)
            {
                return ValueTask.FromResult<ColumnarBatch?>(null);
            }

            _isRead = true;
            long[] values = [.. column.Values, .. new long[missing]];
            byte[] nulls = [.. new byte[column.Values.Length], .. Enumerable.Repeat((byte)1, missing)];
            return ValueTask.FromResult<ColumnarBatch?>(
                new ColumnarBatch(
                    values.Length,
                    [new ColumnarValues(column.Kind, values.Length, nulls, MemoryMarshal.AsBytes<long>(values).ToArray(), default)]
                )
            );
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
