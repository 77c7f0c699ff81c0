using System.Text;
using Governance.Analytics.Io;
using Governance.Analytics.Parquet;

namespace Governance.Cli;

/// <summary>Everything of the world outside that the program touches, so that tests can stand in for it.</summary>
internal sealed record CliHost
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public Func<Stream> OpenInput { get; init; } = () => Stream.Null;

    /// <summary>Standard output as bytes, for what is no text of this program; nothing else may be written to it then.</summary>
    public Func<Stream> OpenOutput { get; init; } = () => Stream.Null;

    public Func<string, string?> Environment { get; init; } = _ => null;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Shares in [0, 1) that spread retries and polls of many pipelines.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    public Func<HttpMessageHandler> Handler { get; init; } = Http.PortalConnection.CreateHandler;

    /// <summary>Reads Parquet files, each in a process of its own.</summary>
    public IColumnarReader Columnar { get; } = new ParquetReader(ParquetProgram.Of(typeof(CliHost).Assembly));

    public bool OutIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>Colour is for eyes: only on a terminal, and not when the person asks for none (no-color.org).</summary>
    public bool UseColour => OutIsTerminal && string.IsNullOrEmpty(Environment("NO_COLOR"));

    public static CliHost ForProcess()
    {
        // Results are read by programs: UTF-8 whatever the locale says.
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new CliHost
        {
            Out = new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = false },
            Error = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true },
            OpenInput = Console.OpenStandardInput,
            OpenOutput = Console.OpenStandardOutput,
            Environment = System.Environment.GetEnvironmentVariable,
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
        };
    }
}
