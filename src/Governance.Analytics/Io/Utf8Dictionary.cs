using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Governance.Analytics.Io;

/// <summary>Numbers distinct byte strings in order of first appearance, without an object per string.</summary>
internal sealed class Utf8Dictionary
{
    private static readonly ulong s_seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private static readonly ulong s_secret = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private int[] _buckets = new int[64];
    private (int Hash, int Next, int Start, int Length)[] _entries = new (int, int, int, int)[48];
    private byte[] _bytes = new byte[512];
    private int _used;

    public int Count { get; private set; }

    public long MemoryBytes => _bytes.LongLength + (_entries.LongLength * 16) + (_buckets.LongLength * 4);

    public ReadOnlySpan<byte> this[int code] => _bytes.AsSpan(_entries[code].Start, _entries[code].Length);

    public string TextOf(int code) => Encoding.UTF8.GetString(this[code]);

    public int Find(ReadOnlySpan<byte> key) => Find(key, HashOf(key));

    public int GetOrAdd(ReadOnlySpan<byte> key, out bool added)
    {
        var hash = HashOf(key);
        var found = Find(key, hash);
        added = found < 0;
        return added ? Add(key, hash) : found;
    }

    private int Find(ReadOnlySpan<byte> key, int hash)
    {
        var index = _buckets[hash & (_buckets.Length - 1)] - 1;
        while (index >= 0)
        {
            ref var entry = ref _entries[index];
            if (entry.Hash == hash && entry.Length == key.Length && key.SequenceEqual(_bytes.AsSpan(entry.Start, entry.Length)))
            {
                return index;
            }
            index = entry.Next;
        }
        return -1;
    }

    private int Add(ReadOnlySpan<byte> key, int hash)
    {
        if (Count == _entries.Length)
        {
            Grow();
        }
        if (_bytes.Length - _used < key.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_bytes.LongLength * 2, (long)_used + key.Length)));
        }
        key.CopyTo(_bytes.AsSpan(_used));
        ref var bucket = ref _buckets[hash & (_buckets.Length - 1)];
        _entries[Count] = (hash, bucket - 1, _used, key.Length);
        _used += key.Length;
        bucket = ++Count;
        return Count - 1;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _buckets = new int[_buckets.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            ref var bucket = ref _buckets[_entries[i].Hash & (_buckets.Length - 1)];
            _entries[i].Next = bucket - 1;
            bucket = i + 1;
        }
    }

    // Seeded per process: a file cannot be built to make all its texts collide.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HashOf(ReadOnlySpan<byte> key)
    {
        var hash = s_seed ^ (ulong)key.Length;
        while (key.Length >= sizeof(ulong))
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(key));
            key = key[sizeof(ulong)..];
        }
        ulong rest = 0;
        foreach (var b in key)
        {
            rest = (rest << 8) | b;
        }
        hash = Mix(hash, rest);
        return (int)(hash ^ (hash >> 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong hash, ulong value)
    {
        var high = Math.BigMul(hash ^ s_secret, value ^ 0xE7037ED1A0B428DB, out var low);
        return high ^ low;
    }
}
