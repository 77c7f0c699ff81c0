namespace Governance.Analytics.Parquet.Worker;

/// <summary>
/// Looks through the footer of a Parquet file (Thrift, compact protocol) for the member that says that columns are encrypted: a file may be
/// so with a footer that everyone can read. Asked only of a file that could not be opened, to say why.
/// </summary>
internal ref struct FooterFields(ReadOnlySpan<byte> footer)
{
    // FileMetaData.encryption_algorithm, of the Parquet format.
    private const int EncryptionAlgorithm = 8;
    private const int Deepest = 32;

    private readonly ReadOnlySpan<byte> _bytes = footer;
    private int _at = 0;
    private bool _isBroken = false;

    /// <summary>Whether the footer says that columns are encrypted.</summary>
    /// <param name="footer">Its bytes.</param>
    public static bool SayEncrypted(ReadOnlySpan<byte> footer) => new FooterFields(footer).Finds(EncryptionAlgorithm);

    private bool Finds(int wanted)
    {
        var field = 0;
        while (NextField(ref field, out var type))
        {
            if (field == wanted)
            {
                return true;
            }
            Skip(type, 0);
        }
        return false;
    }

    private bool NextField(ref int field, out int type)
    {
        var head = Byte();
        type = head & 0x0f;
        if (_isBroken || type == 0)
        {
            return false;
        }
        var step = head >> 4;
        field = step == 0 ? (int)(Number() >> 1) : field + step;
        return !_isBroken;
    }

    private void Skip(int type, int depth)
    {
        if (depth > Deepest)
        {
            _isBroken = true;
            return;
        }
        switch (type)
        {
            case 1 or 2:
                // A boolean is its type.
                break;
            case 3:
                Move(1);
                break;
            case 4 or 5 or 6:
                Number();
                break;
            case 7:
                Move(8);
                break;
            case 8:
                Move(Number());
                break;
            case 9 or 10:
                var head = Byte();
                var count = head >> 4 == 15 ? Number() : (ulong)(head >> 4);
                for (ulong i = 0; i < count && !_isBroken; i++)
                {
                    SkipItem(head & 0x0f, depth);
                }
                break;
            case 11:
                var entries = Number();
                var types = entries > 0 ? Byte() : 0;
                for (ulong i = 0; i < entries && !_isBroken; i++)
                {
                    SkipItem(types >> 4, depth);
                    SkipItem(types & 0x0f, depth);
                }
                break;
            case 12:
                var field = 0;
                while (NextField(ref field, out var inner))
                {
                    Skip(inner, depth + 1);
                }
                break;
            default:
                _isBroken = true;
                break;
        }
    }

    // In a list a boolean takes a byte.
    private void SkipItem(int type, int depth)
    {
        if (type is 1 or 2)
        {
            Move(1);
            return;
        }
        Skip(type, depth + 1);
    }

    private int Byte()
    {
        if (_at >= _bytes.Length)
        {
            _isBroken = true;
            return 0;
        }
        return _bytes[_at++];
    }

    private void Move(ulong bytes)
    {
        _isBroken |= bytes > (ulong)(_bytes.Length - _at);
        _at = _isBroken ? _bytes.Length : _at + (int)bytes;
    }

    private ulong Number()
    {
        ulong number = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            number |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
        _isBroken = true;
        return 0;
    }
}
