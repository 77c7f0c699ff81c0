using System.Buffers.Text;
using System.Text;

namespace Governance.Benchmarks.Numbers;

/// <summary>Writes a log of 15 numeric and 5 categorical columns, the same bytes for the same seed.</summary>
internal static class SampleFile
{
    private const int Numeric = 15;
    private const int Categorical = 5;

    private static readonly byte[][][] s_categories =
    [
        .. new[] { 3, 8, 25, 80, 300 }.Select(count =>
            Enumerable.Range(0, count).Select(i => Encoding.ASCII.GetBytes($"value_{i}")).ToArray()
        ),
    ];

    public static void Write(string path, long rows, int seed, double shift)
    {
        var random = new Random(seed);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        file.Write(
            Encoding.ASCII.GetBytes(
                string.Join(
                    ',',
                    Enumerable.Range(0, Numeric).Select(i => $"n{i}").Concat(Enumerable.Range(0, Categorical).Select(i => $"c{i}"))
                ) + "\n"
            )
        );
        Span<byte> line = stackalloc byte[1024];
        for (long row = 0; row < rows; row++)
        {
            var length = 0;
            for (var i = 0; i < Numeric; i++)
            {
                var moved = i % 5 == 4 ? shift : 0;
                var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                var value = (i % 3) switch
                {
                    0 => normal + moved,
                    1 => Math.Exp(normal + moved),
                    _ => 100 * (random.NextDouble() + moved),
                };
                Utf8Formatter.TryFormat(Math.Round(value, 6), line[length..], out var written);
                length += written;
                line[length++] = (byte)',';
            }
            for (var i = 0; i < Categorical; i++)
            {
                var names = s_categories[i];
                var u = random.NextDouble();
                var name = names[(int)(u * u * names.Length)];
                name.CopyTo(line[length..]);
                length += name.Length;
                line[length++] = i == Categorical - 1 ? (byte)'\n' : (byte)',';
            }
            file.Write(line[..length]);
        }
    }
}
