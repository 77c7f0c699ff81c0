using System.Globalization;
using System.Runtime.InteropServices;
using Governance.Analytics.Parquet.Native;

namespace Governance.Analytics.Parquet.Worker;

/// <summary>
/// The child process: reads one file through DuckDB and writes its rows to standard output. What native code does to it, it does to nothing
/// else. Our programs call it before anything else of theirs.
/// </summary>
public static class ParquetWorker
{
    /// <summary>First argument of the child.</summary>
    internal const string Command = "parquet-rows";

    /// <summary>Most columns, most bytes of a text, memory, threads, file.</summary>
    internal const int Arguments = 6;

    /// <summary>Does the work if the command line asks for it.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="exitCode">What the process ends with.</param>
    /// <returns>Whether this process is the child.</returns>
    public static bool Runs(string[] args, out int exitCode)
    {
        ArgumentNullException.ThrowIfNull(args);
        exitCode = 0;
        if (args.Length != Arguments || args[0] != Command)
        {
            return false;
        }
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        exitCode = Run(args, input, output);
        return true;
    }

    private static int Run(string[] args, Stream input, Stream output)
    {
        var frame = new FrameWriter(output);
        try
        {
            using var rows = ParquetRows.Open(
                args[5],
                new WorkerLimits(Number(args[1]), Number(args[2]), Number(args[3]), (int)Number(args[4]))
            );
            rows.WriteSchema(frame);
            if (Selected(input) is { } columns)
            {
                rows.WriteRows(columns, frame);
            }
            return 0;
        }
        catch (IOException)
        {
            // The other process is gone.
            return 1;
        }
        catch (Exception problem)
        {
            return Tell(problem, frame);
        }
    }

    private static int Tell(Exception problem, FrameWriter frame)
    {
        var failure = problem switch
        {
            WorkerException ours => ours,
            DuckDbException { IsMemory: true } => new WorkerException(Failure.Memory, string.Empty),
            DuckDbException duck => new WorkerException(Failure.Damaged, duck.Message),
            OutOfMemoryException or SEHException => new WorkerException(Failure.Memory, string.Empty),
            _ => new WorkerException(Failure.Library, problem.Message),
        };
        try
        {
            frame.Clear();
            frame.Int((long)failure.Failure);
            frame.Int(failure.Row);
            frame.Text(failure.Column);
            frame.Text(failure.Message);
            frame.Send(Frames.Failed);
        }
        catch (IOException)
        {
            // The other process is gone, and with it the question.
        }
        return 2;
    }

    private static int[]? Selected(Stream input)
    {
        var count = new byte[4];
        if (input.ReadAtLeast(count, 4, throwOnEndOfStream: false) < 4)
        {
            return null;
        }
        var bytes = new byte[4 * BitConverter.ToInt32(count)];
        input.ReadExactly(bytes);
        return MemoryMarshal.Cast<byte, int>(bytes).ToArray();
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
