namespace Governance.Analytics.Io;

internal sealed partial record CsvDialect
{
    /// <summary>The records at the beginning of a file, as fields; one that may go on behind the sample is left out.</summary>
    private ref struct Records(ReadOnlySpan<byte> sample, byte separator, bool isWhole)
    {
        private readonly ReadOnlySpan<byte> _sample = sample;
        private readonly List<(int Start, int Length)> _fields = [];
        private int _at;

        public readonly int Count => _fields.Count;

        public readonly ReadOnlySpan<byte> Field(int index) => _sample.Slice(_fields[index].Start, _fields[index].Length);

        public bool Next()
        {
            while (_at < _sample.Length && _sample[_at] is (byte)'\n' or (byte)'\r')
            {
                _at++;
            }

            _fields.Clear();
            while (_at < _sample.Length)
            {
                var rest = _sample[_at..];
                var quoted = rest[0] == (byte)'"' ? QuotedLength(rest) : 0;
                var length = quoted + rest[quoted..].IndexOfAny(separator, (byte)'\n', (byte)'\r');
                if (length < quoted)
                {
                    if (!isWhole)
                    {
                        return false;
                    }

                    length = rest.Length;
                }

                _fields.Add(quoted > 1 && length == quoted ? (_at + 1, quoted - 2) : (_at, length));
                _at += length;
                if (_at == _sample.Length)
                {
                    return true;
                }

                if (_sample[_at++] != separator)
                {
                    return true;
                }

                if (_at == _sample.Length)
                {
                    _fields.Add((_at, 0));
                    return isWhole;
                }
            }

            return false;
        }

        // Behind the closing quotation mark; all of the rest where there is none.
        private static int QuotedLength(ReadOnlySpan<byte> rest)
        {
            var at = 1;
            while (true)
            {
                var next = rest[at..].IndexOf((byte)'"');
                if (next < 0)
                {
                    return rest.Length;
                }

                at += next + 1;
                if (at >= rest.Length || rest[at] != (byte)'"')
                {
                    return at;
                }

                at++;
                if (at >= rest.Length)
                {
                    return rest.Length;
                }
            }
        }
    }
}
