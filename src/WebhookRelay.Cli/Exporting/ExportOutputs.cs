using System.Text;

namespace WebhookRelay.Cli.Exporting;

/// <summary>The rows, and the files of errors and missing ids beside them, which exist only if there are any.</summary>
internal sealed class ExportOutputs : IAsyncDisposable
{
    private readonly SideFile _errors;
    private readonly SideFile _missing;

    public ExportOutputs(ExportCheckpoint from, CliContext context)
    {
        var output = from.Output;
        Rows = output.IsStandardOutput
            ? new StreamOutput(context.OpenOutput(), output.Gzip)
            : new FileOutput(output.File, output.Gzip, output.SplitSize, from.File);
        (_errors, _missing) = (new SideFile(output.Errors, from.ErrorsLength), new SideFile(output.Missing, from.MissingLength));
    }

    public IRowOutput Rows { get; }

    /// <summary>What is written to.</summary>
    public IReadOnlyList<IRowOutput> Opened => [Rows, .. _errors.Opened, .. _missing.Opened];

    public FileOutput Errors => _errors.File;

    public void AddMissing(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            _missing.File.Write(Encoding.UTF8.GetBytes(name));
        }
    }

    /// <summary>The checkpoint with the lengths of the side files, which are handed to the operating system.</summary>
    public ExportCheckpoint Flush(ExportCheckpoint checkpoint) => checkpoint with { ErrorsLength = _errors.Flush(), MissingLength = _missing.Flush() };

    public async ValueTask DisposeAsync()
    {
        foreach (var output in Opened)
        {
            await output.DisposeAsync();
        }
    }

    private sealed class SideFile
    {
        private readonly string _path;
        private readonly long _length;
        private FileOutput? _file;

        public SideFile(string path, long length)
        {
            (_path, _length) = (path, length);
            if (length is 0)
            {
                System.IO.File.Delete(path);
            }
        }

        public FileOutput File => _file ??= new FileOutput(_ => _path, gzip: false, splitSize: null, new OutputPosition(Length: _length));

        public IEnumerable<IRowOutput> Opened => _file is null ? [] : [_file];

        public long Flush() => _file?.Flush()?.Length ?? _length;
    }
}
