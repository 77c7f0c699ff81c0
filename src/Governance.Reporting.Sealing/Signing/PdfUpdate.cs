using System.Globalization;
using System.Text;

namespace Governance.Reporting.Signing;

/// <summary>One incremental update (ISO 32000-1 section 7.5.6): new and replaced objects appended after the original bytes.</summary>
internal sealed class PdfUpdate(PdfFile file)
{
    private readonly SortedDictionary<int, byte[]> _objects = [];
    private int _next = file.Size;

    public int Reserve() => _next++;

    public void Put(int number, string body) => _objects[number] = Encoding.Latin1.GetBytes(body);

    public int Add(string body)
    {
        var number = Reserve();
        Put(number, body);
        return number;
    }

    public int AddStream(string dictionary, ReadOnlySpan<byte> content)
    {
        var number = Reserve();
        PutStream(number, dictionary, content);
        return number;
    }

    public void PutStream(int number, string dictionary, ReadOnlySpan<byte> content)
    {
        var head = Encoding.Latin1.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"<<{dictionary} /Length {content.Length}>>\nstream\n")
        );
        _objects[number] = [.. head, .. content, .. "\nendstream"u8];
    }

    /// <summary>The whole file with the update, and where each appended object stands in it.</summary>
    public (byte[] Bytes, IReadOnlyDictionary<int, int> Offsets) Write(PdfDictionary trailer)
    {
        using var output = new MemoryStream(file.Bytes.Length + 65_536);
        output.Write(file.Bytes);
        if (file.Bytes[^1] != (byte)'\n')
        {
            output.WriteByte((byte)'\n');
        }

        var offsets = new Dictionary<int, int>();
        foreach (var (number, body) in _objects)
        {
            offsets[number] = (int)output.Position;
            output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n")));
            output.Write(body);
            output.Write("\nendobj\n"u8);
        }

        var start = output.Position;
        var table = new StringBuilder("xref\n");
        foreach (var run in Runs(offsets.Keys.Order()))
        {
            table.Append(CultureInfo.InvariantCulture, $"{run[0]} {run.Count}\n");
            foreach (var number in run)
            {
                // Each entry is exactly twenty bytes, line ending included.
                table.Append(CultureInfo.InvariantCulture, $"{offsets[number]:D10} 00000 n\r\n");
            }
        }

        var finished = trailer
            .With("Size", _next.ToString(CultureInfo.InvariantCulture))
            .With("Prev", file.StartXref.ToString(CultureInfo.InvariantCulture));
        table.Append("trailer\n").Append(finished).Append(CultureInfo.InvariantCulture, $"\nstartxref\n{start}\n%%EOF\n");
        output.Write(Encoding.Latin1.GetBytes(table.ToString()));
        return (output.ToArray(), offsets);
    }

    private static List<List<int>> Runs(IEnumerable<int> numbers)
    {
        var runs = new List<List<int>>();
        foreach (var number in numbers)
        {
            if (runs.Count > 0 && runs[^1][^1] == number - 1)
            {
                runs[^1].Add(number);
            }
            else
            {
                runs.Add([number]);
            }
        }

        return runs;
    }
}
