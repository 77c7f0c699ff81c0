namespace Governance.Analytics.Io;

/// <summary>Opens files that hold columns with types, such as Parquet. Analytics itself reads text and Arrow.</summary>
public interface IColumnarReader
{
    /// <summary>Opens a file.</summary>
    /// <param name="content">A <see cref="FileStream"/> at its beginning is read by its path; anything else is read to its end.</param>
    /// <param name="limits">Limits of size.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The file, whose columns are known.</returns>
    /// <exception cref="TabularFormatException">It is damaged, or cannot be read here; says why.</exception>
    Task<IColumnarFile> OpenAsync(Stream content, TabularLimits limits, CancellationToken cancellationToken);
}
