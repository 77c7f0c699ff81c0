namespace Governance.Analytics.Io;

/// <summary>Keeps exact texts that identify rows.</summary>
internal sealed class KeyBuilder(string name) : ColumnBuilder(name)
{
    private byte[] _bytes = [];
    private long[] _ends = [];
    private int _used;

    public override long MemoryBytes => _bytes.LongLength + (_ends.LongLength * sizeof(long));

    public override void Append(ReadOnlySpan<byte> token, long line)
    {
        if (token.IsEmpty)
        {
            Missing++;
        }
        if (_bytes.Length - _used < token.Length)
        {
            var wanted = Math.Max(Math.Max(4096, _bytes.LongLength * 2), (long)_used + token.Length);
            if ((long)_used + token.Length > Array.MaxLength)
            {
                throw TabularErrors.TooMuchMemory(line, Array.MaxLength);
            }
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, wanted));
        }
        token.CopyTo(_bytes.AsSpan(_used));
        _used += token.Length;
        Push(ref _ends, Rows, _used);
        Rows++;
    }

    public override Column Build() => new KeyColumn(Name, _bytes, _ends, Rows, Counts);
}
