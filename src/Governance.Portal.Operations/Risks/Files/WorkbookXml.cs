using System.Text;
using System.Xml;
using Governance.Portal.Kernel.Files;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>
/// Reads a part of a workbook forwards, an element at a time, and counts while it reads. The XML reader itself holds a whole element with
/// its attributes, and every name it meets, so those are bounded before they reach it.
/// </summary>
internal sealed class WorkbookXml : IDisposable
{
    private readonly WorkbookTally _tally;
    private readonly XmlReader _reader;

    public WorkbookXml(Stream part, WorkbookTally tally, long most)
    {
        _tally = tally;
        _reader = XmlReader.Create(
            new BoundedText(part, tally, most),
            new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                CloseInput = true,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                NameTable = new BoundedNames(),
            }
        );
    }

    /// <summary>What stands here.</summary>
    public XmlNodeType Kind => _reader.NodeType;

    /// <summary>Name without prefix: workbooks of the strict and the usual form differ in nothing else.</summary>
    public string Name => _reader.LocalName;

    /// <summary>Text that stands here.</summary>
    public string Text => _reader.Value;

    /// <summary>True for an element without content.</summary>
    public bool IsEmpty => _reader.IsEmptyElement;

    /// <summary>True where a text stands.</summary>
    public bool IsText =>
        _reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace;

    /// <summary>Goes on; false at the end.</summary>
    public bool Next()
    {
        if (!_reader.Read())
        {
            return false;
        }

        if (_reader.Depth > WorkbookBounds.Depth)
        {
            throw new TableFileException($"The elements of the workbook are nested more than {WorkbookBounds.Depth} levels deep.");
        }

        if (_reader.NodeType is XmlNodeType.Element)
        {
            _tally.AddElement();
        }

        return true;
    }

    /// <summary>Goes on to the next element of a name; false when there is none.</summary>
    public bool NextElement(string name)
    {
        while (Next())
        {
            if (_reader.NodeType is XmlNodeType.Element && _reader.LocalName == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An attribute of this element, or null.</summary>
    public string? Attribute(string name) => _reader.GetAttribute(name);

    /// <summary>The attribute that names a relationship, or null.</summary>
    public string? Relationship()
    {
        string? found = null;
        while (_reader.MoveToNextAttribute())
        {
            if (_reader.LocalName == "id" && _reader.NamespaceURI.EndsWith("/relationships", StringComparison.Ordinal))
            {
                found = _reader.Value;
            }
        }

        _reader.MoveToElement();
        return found;
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>UTF-8 as characters, counted; nothing longer than a cell can be stands between the beginnings of two elements.</summary>
    private sealed class BoundedText(Stream part, WorkbookTally tally, long most) : TextReader
    {
        private readonly StreamReader _text = new(
            part,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: false,
            8_192
        );
        private long _read;
        private int _run;
        private bool _begun;

        public override int Peek() => throw new NotSupportedException();

        public override int Read()
        {
            Span<char> one = stackalloc char[1];
            return Read(one) == 0 ? -1 : one[0];
        }

        public override int Read(char[] buffer, int index, int count)
        {
            ArgumentNullException.ThrowIfNull(buffer);
            return Read(buffer.AsSpan(index, count));
        }

        public override int Read(Span<char> buffer)
        {
            var read = _text.Read(buffer);
            if (!_begun && read > 0)
            {
                _begun = true;
                if (buffer[0] == '\uFEFF')
                {
                    buffer[1..read].CopyTo(buffer);
                    read = read > 1 ? read - 1 : _text.Read(buffer);
                }
            }

            tally.AddCharacters(read);
            _read += read;
            if (_read > most)
            {
                throw new TableFileException("The workbook cannot be read: the part that lists its other parts is too long.");
            }

            Scan(buffer[..read]);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _text.Dispose();
            }

            base.Dispose(disposing);
        }

        private void Scan(ReadOnlySpan<char> text)
        {
            while (text.Length > 0)
            {
                var at = text.IndexOf('<');
                _run += at < 0 ? text.Length : at;
                if (_run > WorkbookBounds.Run)
                {
                    throw new TableFileException(
                        $"The workbook cannot be read: an element or text in it is longer than {WorkbookBounds.Run} characters."
                    );
                }

                if (at < 0)
                {
                    return;
                }

                _run = 0;
                text = text[(at + 1)..];
            }
        }
    }

    private sealed class BoundedNames : XmlNameTable
    {
        private readonly NameTable _names = new();
        private int _count;

        public override string Add(char[] array, int offset, int length) =>
            Get(array, offset, length) ?? Counted(_names.Add(array, offset, length));

        public override string Add(string array) => Get(array) ?? Counted(_names.Add(array));

        public override string? Get(char[] array, int offset, int length) => _names.Get(array, offset, length);

        public override string? Get(string array) => _names.Get(array);

        private string Counted(string name) =>
            ++_count <= WorkbookBounds.Names && name.Length <= WorkbookBounds.Names
                ? name
                : throw new TableFileException(
                    $"The workbook cannot be read: it has more than {WorkbookBounds.Names} element and attribute names, "
                        + "or one of them is too long."
                );
    }
}
