using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts.Reading;

/// <summary>The shape of every type that a member can have. If a type is missing here, the first read of its owner fails.</summary>
internal static class Shapes
{
    /// <summary>The generated metadata of each type, without the shapes' converters.</summary>
    private static readonly ContractsJson Generated = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });

    private static readonly Dictionary<Type, JsonConverter> Converters = [];

    private static readonly Dictionary<Type, Shape> ByType = All();

    public static IEnumerable<Shape> Known => ByType.Values;

    public static Shape For(Type type) => ByType[Nullable.GetUnderlyingType(type) ?? type];

    /// <summary>Reads and writes a type through its shape; null for a type that System.Text.Json handles itself.</summary>
    public static JsonConverter? ConverterFor(Type type) => Converters.GetValueOrDefault(type);

    private static Dictionary<Type, Shape> All()
    {
        var shapes = new Dictionary<Type, Shape>
        {
            [typeof(string)] = new TextShape(),
            [typeof(Moment)] = new MomentShape(),
            [typeof(ExifRotation)] = new ExifRotationShape(),
            [typeof(bool)] = new FlagShape(),
            [typeof(int)] = new IntegerShape(),
            [typeof(long)] = new LongShape(),
            [typeof(double)] = new NumberShape(),
            [typeof(JsonElement)] = new JsonShape(),
            [typeof(IReadOnlyList<string>)] = new ListShape<string>(new TextShape()),
            [typeof(IReadOnlyList<int>)] = new ListShape<int>(new IntegerShape()),
            [typeof(IReadOnlyList<double>)] = new NumberListShape(),
            [typeof(IReadOnlyList<JsonElement>)] = new ListShape<JsonElement>(new JsonShape()),
        };

        AddRow();
        AddObjects();
        AddClassifications();
        AddFrames();
        return shapes;

        void AddRow()
        {
            Add<LabelboxEvent>();
            Add<DataRow>();
            Add<DataRowAsset>();
            Add<DataRowDetails>();
            Add<MediaAttributes>();
            Add<Attachment>();
            Add<MetadataField>();
            Add<Embedding>();
            Add<EmbeddingValue>();
            Add<Project>();
            Add<ProjectTag>();
            Add<ProjectDetails>();
            Add<WorkflowEntry>();
            Add<Experiment>();
            Add<ModelRun>();
            Add<Label>();
            Add<LabelDetails>();
            Add<Review>();
            Add<PerformanceDetails>();
            Add<LabelAnnotations>();
            Add<Relationship>();
        }

        void AddObjects()
        {
            AddCases<ObjectAnnotation>(
                Add<UnknownObject>(),
                Add<BoundingBoxObject>(),
                Add<PolygonObject>(),
                Add<LineObject>(),
                Add<PointObject>(),
                Add<MaskObject>(),
                Add<EntityObject>(),
                Add<ConversationalEntityObject>(),
                Add<GeoObject>(),
                Add<MessageSelectionObject>(),
                Add<MessageMultiSelectionObject>(),
                Add<MessageRankingObject>());
            AddCases<EntityLocation>(Add<UnknownLocation>(), Add<TextLocation>(), Add<DocumentLocation>());
            Add<PageDimensions>();
            Add<BoundingBox>();
            Add<Point>();
            Add<Mask>();
            Add<CompositeMask>();
            Add<TokenGroup>();
            Add<ConversationalLocation>();
            Add<GeoJson>();
            Add<SelectedMessage>();
            Add<SelectedMessages>();
            Add<RankedMessages>();
            Add<ModelMessage>();
        }

        void AddClassifications()
        {
            AddCases<Classification>(
                Add<UnknownClassification>(),
                Add<RadioClassification>(),
                Add<ChecklistClassification>(),
                Add<TextClassification>(),
                Add<ConversationalRadioClassification>(),
                Add<ConversationalChecklistClassification>(),
                Add<ConversationalTextClassification>());
            Add<ClassificationAnswer>();
            Add<TextAnswer>();
        }

        void AddFrames()
        {
            Add<Frame>();
            Add<FrameGroup>();
            Register<FrameRange>(new RangeShape());
            Register<FrameSegments>(new SegmentsShape());
            Register<KeyFrames>(new KeyFramesShape());
        }

        ObjectShape Add<T>()
            where T : Extensible
        {
            var shape = new ObjectShape(Generated.GetTypeInfo(typeof(T))!);
            Register<T>(shape);
            return shape;
        }

        void AddCases<T>(ObjectShape unknown, params IReadOnlyList<ObjectShape> cases)
            where T : Extensible => Register<T>(new CasesShape(typeof(T), unknown, cases));

        void Register<T>(Shape shape)
            where T : notnull
        {
            shapes[typeof(T)] = shape;
            shapes[typeof(IReadOnlyList<T>)] = new ListShape<T>(shape);
            shapes[typeof(IReadOnlyDictionary<string, T>)] = new MapShape<T>(shape);
            Converters[typeof(T)] = new ShapeConverter<T>(shape);
        }
    }
}
